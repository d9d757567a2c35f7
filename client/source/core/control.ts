import { Aborted } from "../errors/aborted.ts";
import { linked } from "../utils/linked.ts";
import { wait } from "../utils/wait.ts";
import { backoff, isPassing, type RetryPolicy } from "./retrying.ts";

/** The pause, the resumption and the abort of one upload. */
export class Control {
  readonly #abort: ReturnType<typeof linked>;
  /** Aborted by each pause, and replaced by each resumption. */
  #run = new AbortController();
  #resumed: (() => void)[] = [];
  #stopped = false;
  paused = false;

  constructor(signal?: AbortSignal) {
    this.#abort = linked(signal);
    this.signal.addEventListener("abort", () => {
      this.#run.abort();
      this.#wake();
    });
  }

  /** Aborted by the caller. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(): void {
    this.#abort.controller.abort();
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.#run.abort();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.#begin();
    this.#wake();
  }

  /** Ends the requests under way after a fault. They are not repeated. `restart` makes new ones possible. */
  stop(): void {
    this.#stopped = true;
    this.#run.abort();
    this.#wake();
  }

  restart(): void {
    this.#stopped = false;
    this.#begin();
  }

  /** Removes the listener from the caller's signal. */
  end(): void {
    this.#abort.unlink();
  }

  /** Resolves when the upload is not paused. @throws Aborted */
  async ready(): Promise<void> {
    while (this.paused && !this.#stopped && !this.signal.aborted) {
      await new Promise<void>((resolve) => this.#resumed.push(resolve));
    }
    if (this.signal.aborted) throw new Aborted();
  }

  /**
   * Repeats `work` after retryable errors, and after each pause without counting it. `work` gets a signal that a pause
   * aborts, too.
   */
  async retrying<T>(policy: RetryPolicy, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; ) {
      await this.ready();
      const { signal } = this.#run;
      try {
        return await work(signal);
      } catch (error) {
        if (this.signal.aborted) throw new Aborted();
        if (this.#stopped) throw error;
        if (signal.aborted) continue;
        if (!isPassing(error) || attempt >= policy.retries) throw error;
        // A pause and a fault of another part end the wait.
        await wait(backoff(policy, attempt++, error.retryAfter), signal).catch(() => {});
        if (this.#stopped) throw error;
      }
    }
  }

  /** Makes new requests possible, unless something else still forbids them. */
  #begin(): void {
    if (!this.paused && !this.#stopped && !this.signal.aborted) this.#run = new AbortController();
  }

  #wake(): void {
    for (const wake of this.#resumed.splice(0)) wake();
  }
}

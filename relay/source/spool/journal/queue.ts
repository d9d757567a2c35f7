import { relayStopping } from "../../problems/problems.ts";
import { busy, diskFull, spoolBroken } from "../problems.ts";
import type { FailureKind } from "./engine.ts";
import type { Call, Operations } from "./operations/index.ts";
import type { Transport } from "./transport.ts";

/** The most operations in one transaction. */
const BATCH = 1000;

interface Waiting {
  call: Call;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface QueueOptions {
  transport: Transport;
  /** The journal had an I/O error. Nothing works from now on. */
  onBroken(error: Error): void;
}

/**
 * Group commit: while one transaction runs, the operations that arrive wait for the next one, and share its fsync.
 * Operations are done in the order in which they were queued. Each resolves when it is durable.
 */
export class JournalQueue {
  readonly #transport: Transport;
  readonly #options: QueueOptions;
  #waiting: Waiting[] = [];
  #running = false;
  #broken: Error | undefined;
  #closed = false;

  constructor(options: QueueOptions) {
    this.#transport = options.transport;
    this.#options = options;
  }

  /** @throws Problem 503, 507 */
  run<Name extends keyof Operations>(
    name: Name,
    ...values: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    if (this.#broken) return Promise.reject(spoolBroken(this.#broken));
    if (this.#closed) return Promise.reject(relayStopping());
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        call: { name, values } as Call,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (!this.#running) void this.#work();
    });
  }

  /** Waits for everything that was queued. After an I/O error, the files are left as they are, for the next process. */
  async close(): Promise<void> {
    // A read after everything else.
    if (!this.#broken && !this.#closed) await this.run("tally").catch(() => {});
    this.#closed = true;
    // SQLite would copy its log into the database at the end, and trust an fsync that follows a failed one.
    if (!this.#broken) await this.#transport.close();
  }

  async #work(): Promise<void> {
    this.#running = true;
    // Operations of the same turn of the event loop belong to one transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = batch.splice(BATCH);
      await this.#commit(batch);
    }
    this.#running = false;
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const outcomes = await this.#transport.run(batch.map(({ call }) => call)).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      return batch.map(() => ({ failure: "broken" as const, message }));
    });
    for (const [index, each] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome && "value" in outcome) each.resolve(outcome.value);
      else each.reject(this.#failed(outcome?.failure ?? "fault", outcome?.message ?? "no outcome"));
    }
  }

  #failed(kind: FailureKind, message: string): Error {
    const error = new Error(`The journal: ${message}`);
    if (kind === "full") return diskFull(error);
    if (kind === "busy") return busy();
    if (kind === "fault") return error;
    if (!this.#broken) {
      this.#broken = error;
      this.#options.onBroken(error);
    }
    return spoolBroken(error);
  }
}

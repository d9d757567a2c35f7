import { Aborted } from "../errors/aborted.ts";

/** Milliseconds over which the throughput of one limit is measured. */
const PERIOD = 1000;
/** Milliseconds without a second halving: the failures of one moment count once. */
const COOL_DOWN = 2000;
/** More connections are kept only if they made the whole this much faster. */
const FASTER = 1.05;

/**
 * The connections to S3, shared by all uploads of a connection. The limit begins at `start`, grows by a quarter while this
 * makes the whole faster, and is halved when S3 responds 503 or a connection stands still.
 */
export class Pool {
  readonly most: number;
  limit: number;
  active = 0;
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #since = 0;
  #best = { limit: 0, rate: 0 };
  #halvedAt = Number.NEGATIVE_INFINITY;
  /** After more connections made nothing faster, this many periods pass before the next trial. */
  #rest = 0;

  constructor({ start, most }: { start: number; most: number }) {
    this.most = most;
    this.limit = Math.min(start, most);
  }

  /** Waits for a free connection. Returns the function that gives it back. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    while (this.active >= this.limit && !signal.aborted) await this.#turn(signal);
    if (signal.aborted) {
      this.#wake();
      throw new Aborted();
    }
    this.active++;
    // Below the limit, the throughput says nothing about it. A single upload never wants more than the limit.
    if (this.active < this.limit) this.#begin();
    return () => {
      this.active--;
      this.#wake();
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  /** Bytes that have left, on any connection. */
  sent(bytes: number): void {
    this.#bytes += bytes;
    const elapsed = performance.now() - this.#since;
    if (elapsed < PERIOD) return;
    if (this.active >= this.limit) this.#judge(this.#bytes / elapsed);
    this.#begin();
  }

  /** S3 responded 503, or a connection stood still. */
  congested(): void {
    const now = performance.now();
    if (now - this.#halvedAt < COOL_DOWN) return;
    this.#halvedAt = now;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
    this.#best = { limit: 0, rate: 0 };
    this.#rest = 5;
    this.#begin();
  }

  #begin(): void {
    this.#bytes = 0;
    this.#since = performance.now();
  }

  #judge(rate: number): void {
    if (rate > this.#best.rate * FASTER) {
      this.#best = { limit: this.limit, rate };
      this.#grow();
    } else if (this.limit > this.#best.limit) {
      this.limit = this.#best.limit;
      this.#rest = 10;
    } else if (--this.#rest <= 0) {
      // The network may have changed: measure this limit anew, then try more.
      this.#best = { limit: this.limit, rate };
      this.#grow();
    }
  }

  #grow(): void {
    this.limit = Math.min(this.most, Math.ceil(this.limit * 1.25));
    this.#wake();
  }

  /** Wakes as many as there are free connections. Each of them checks again. */
  #wake(): void {
    let free = this.limit - this.active;
    for (const wake of this.#waiting) {
      if (free-- <= 0) break;
      wake();
    }
  }
}

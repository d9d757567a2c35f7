/** Milliseconds that the speed is the mean of. */
const WINDOW = 5000;
/** Milliseconds after which there is a speed. */
const LEAST = 1000;
/** Milliseconds between two samples, so that there are few of them. */
const STEP = 100;

/** The speed of the last seconds. */
export class Speed {
  readonly #now: () => number;
  #samples: { at: number; bytes: number }[];
  #last: { at: number; bytes: number };

  constructor(now: () => number) {
    this.#now = now;
    this.#last = { at: now(), bytes: 0 };
    this.#samples = [this.#last];
  }

  /** All bytes so far. */
  at(bytes: number): void {
    const now = this.#now();
    this.#last = { at: now, bytes };
    if (now - (this.#samples.at(-1)?.at ?? 0) >= STEP) this.#samples.push(this.#last);
    while (this.#samples.length > 1 && now - (this.#samples[1]?.at ?? now) >= WINDOW) this.#samples.shift();
  }

  /** Bytes. 0 while it is not known: a moment says nothing. */
  get perSecond(): number {
    const [first = this.#last] = this.#samples;
    const ms = Math.max(this.#last.at, this.#now()) - first.at;
    return ms >= LEAST ? Math.max(0, ((this.#last.bytes - first.bytes) / ms) * 1000) : 0;
  }

  /** Milliseconds until there are `total` bytes. Undefined while it is not known. */
  left(total: number): number | undefined {
    const { perSecond } = this;
    return perSecond > 0 ? (Math.max(0, total - this.#last.bytes) / perSecond) * 1000 : undefined;
  }
}

/** Milliseconds over which the mean is taken. Shorter ones jump, longer ones are late. */
const WINDOW = 4000;

/** Bytes per second of all files together, from what each of them has sent so far. */
export class Speed {
  readonly #sent = new Map<string, number>();
  #total = 0;
  #samples: { at: number; total: number }[] = [];

  /** @param bytes of the file in all. A file that begins where an earlier attempt stopped has sent nothing yet. */
  add(file: string, bytes: number, at = Date.now()): void {
    const before = this.#sent.get(file);
    this.#sent.set(file, bytes);
    if (before !== undefined) this.#total += Math.max(0, bytes - before);
    this.#samples.push({ at, total: this.#total });
  }

  /** 0 while nothing moves. Undefined until it can be known. */
  perSecond(at = Date.now()): number | undefined {
    this.#samples = this.#samples.filter((sample) => at - sample.at <= WINDOW);
    const [first] = this.#samples;
    if (!first) return this.#sent.size > 0 ? 0 : undefined;
    const seconds = (at - first.at) / 1000;
    return seconds < 1 ? undefined : (this.#total - first.total) / seconds;
  }
}

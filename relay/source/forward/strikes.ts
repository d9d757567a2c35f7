/** How often a fault that is not repeated for ever has happened to an entry, since this process began. */
export class Strikes {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** One more. @returns whether it was the last one */
  isLast(id: string): boolean {
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    return count >= this.#most;
  }

  forget(id: string): void {
    this.#counts.delete(id);
  }
}

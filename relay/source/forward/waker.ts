import type { Clock } from "./clock.ts";

/** A wait that ends early when something happens. What happens while nobody waits ends the next wait at once. */
export class Waker {
  readonly #clock: Clock;
  #rung = false;
  #ring: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#rung = true;
    this.#ring?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      const controller = new AbortController();
      this.#ring = () => controller.abort();
      await this.#clock.wait(ms, controller.signal);
      this.#ring = undefined;
    }
    this.#rung = false;
  }
}

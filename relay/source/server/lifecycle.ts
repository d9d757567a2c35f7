import type { RequestHandler } from "express";
import { relayStopping } from "../problems/problems.ts";

/** Whether the relay accepts requests, and the end of those under way. */
export class Lifecycle {
  readonly #ending = new AbortController();
  readonly #checks: (() => string | undefined)[] = [];
  #stopping = false;

  /** A reason not to be ready, or undefined. */
  check(reason: () => string | undefined): void {
    this.#checks.push(reason);
  }

  /** Why the relay is not ready. Empty if it is. */
  reasons(): string[] {
    const reasons = this.#checks.map((check) => check());
    return [this.#stopping ? "The relay is being stopped." : undefined, ...reasons].filter(
      (reason) => reason !== undefined,
    );
  }

  /** Aborted when the uploads under way end, because the time for the stop is over. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** From now on the relay is not ready, and refuses requests. */
  stop(): void {
    this.#stopping = true;
  }

  end(): void {
    this.#ending.abort();
  }

  /** Connections that are kept open may bring requests after the stop has begun. */
  readonly refuse: RequestHandler = (_request, response, next) => {
    if (!this.#stopping) return next();
    response.set("Connection", "close");
    throw relayStopping();
  };
}

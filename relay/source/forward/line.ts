import type { Log } from "../spool/index.ts";
import { backoff } from "./backoff.ts";
import type { Reason } from "./outcome.ts";

/**
 * - `up`: everything is sent.
 * - `down`: the service or S3 cannot be reached, or fails. One entry at a time is tried.
 * - `refused`: the service refuses the relay's own identity. The same, but an operator has to do something.
 */
export type LineState = "up" | "down" | "refused";

export interface LineFailure {
  reason: Reason;
  /** The service refuses the relay itself. */
  refused?: boolean;
  /** Seconds, if the service has said so. */
  retryAfter?: number | undefined;
}

export interface LineOptions {
  now(): number;
  random?: (() => number) | undefined;
  log: Log;
  /** Such as `send`, for the log. */
  work: string;
  /** Failures in a row after which the line is down. */
  failures: number;
  /** Milliseconds between two probes: the first, and the most. */
  delay: number;
  most: number;
  onChange(state: LineState): void;
}

/** Milliseconds. A longer Retry-After is a mistake, or a day of maintenance that ends early. */
const LONGEST_PAUSE = 3_600_000;

/** A circuit breaker: knows whether the service can be reached, and lets one probe at a time through while it cannot. */
export class Line {
  state: LineState = "up";
  readonly #options: LineOptions;
  #failures = 0;
  #probes = 0;
  #probing = false;
  #failedAt = 0;
  #probeAt = 0;
  /** The service said so. A nudge does not make it earlier. */
  #notBefore = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.state === "up";
  }

  /** When the next probe may begin, milliseconds since 1970. */
  get probeAt(): number {
    return this.#probeAt;
  }

  /** Whether a probe may begin now. */
  get mayProbe(): boolean {
    return !this.isUp && !this.#probing && this.#options.now() >= this.#probeAt;
  }

  /** The line is down, and one attempt begins. */
  probe(): void {
    this.#probing = true;
  }

  /** The probe ended without a result. */
  release(): void {
    this.#probing = false;
  }

  /** The service has responded, whatever it was. */
  succeeded(): void {
    this.#failures = 0;
    // What was under way when the service asked for a pause does not end it.
    if (!this.isUp && !this.#probing && this.#options.now() < this.#notBefore) return;
    this.#probes = 0;
    this.#probing = false;
    this.#change("up");
  }

  failed({ reason, refused = false, retryAfter }: LineFailure): void {
    const { now, failures, delay, most, random } = this.#options;
    this.#failedAt = now();
    this.#failures += 1;
    // What failed together with others, before the line was down, makes the next probe no later.
    const isProbe = this.#probing || this.isUp;
    this.#probing = false;
    if (retryAfter !== undefined) {
      const pause = Math.min(retryAfter * 1000, LONGEST_PAUSE);
      this.#notBefore = Math.max(this.#notBefore, now() + pause);
    }
    if (this.isUp && !refused && retryAfter === undefined && this.#failures < failures) return;
    if (isProbe) {
      this.#probes += 1;
      // Half of it is certain, so that probes never follow each other at once.
      const wait = Math.round(delay / 2) + backoff(this.#probes, { delay, most: most - delay / 2 }, random);
      this.#probeAt = Math.max(this.#failedAt + wait, this.#notBefore);
    }
    this.#change(refused ? "refused" : "down", reason);
  }

  /** Something new has arrived: the next probe is soon, but never sooner than the first delay after the last one. */
  nudge(): void {
    const soon = Math.max(this.#failedAt + this.#options.delay, this.#notBefore);
    this.#probeAt = Math.min(this.#probeAt, soon);
  }

  #change(state: LineState, reason?: Reason): void {
    if (state === this.state) return;
    this.state = state;
    const { log, work, onChange } = this.#options;
    onChange(state);
    if (state === "up") log.info({ work }, "The service can be reached again.");
    else if (state === "down")
      log.warn({ work, ...reason }, "The service cannot be reached. Files wait, and nothing is lost.");
    else
      log.error(
        { work, ...reason },
        "The service refuses this relay. Check its account, and that it is in the group relays. Files wait, and nothing is lost.",
      );
  }
}

import type { Malote } from "malote/node";
import type { Log, Spool } from "../spool/index.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Follower } from "./follower.ts";
import { FORWARD_DEFAULTS, type ForwardLimits } from "./limits.ts";
import { type ForwardMetrics, noMetrics } from "./metrics.ts";
import type { ForwardParts } from "./parts.ts";
import { Sender } from "./sender.ts";
import { Strikes } from "./strikes.ts";

export interface ForwarderOptions {
  spool: Pick<Spool, "journal" | "pathOf" | "complete">;
  /**
   * The relay's own connection. With few `retries` (2 are enough): the forwarder repeats what fails, and only it knows that
   * other files fail as well. It must always be the same account, because keys belong to an account.
   */
  malote: Malote;
  log: Log;
  /** Default: none. */
  metrics?: ForwardMetrics;
  limits?: Partial<ForwardLimits>;
  /** Default: the system's. */
  clock?: Clock;
  /** From 0 to 1, for jitter. Default: Math.random. */
  random?(): number;
}

export interface Forwarder {
  /** Something has arrived in the spool. Files are found without it too, within a second. */
  nudge(): void;
  /** Whether files are sent, or wait because the service cannot be reached. */
  readonly line: "up" | "down" | "refused";
  /**
   * Begins no new sends, waits `stopTimeout` for those under way, and aborts the rest. What has arrived at the service stays
   * there, and is used by the next start. Resolves when nothing uses the spool any more.
   */
  stop(): Promise<void>;
}

/** Sends the files of a spool to the service, and deletes their copies when the service has completed them. */
export const startForwarder = (options: ForwarderOptions): Forwarder => {
  const limits = { ...FORWARD_DEFAULTS, ...options.limits };
  const parts: ForwardParts = {
    spool: options.spool,
    malote: options.malote,
    log: options.log,
    metrics: options.metrics ?? noMetrics,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    strikes: new Strikes(limits.strikes),
    limits,
  };
  const follower = new Follower(parts, () => sender.nudge());
  const sender = new Sender(parts, () => follower.nudge());
  const running = Promise.all([sender.run(), follower.run()]);
  let stopping: Promise<void> | undefined;

  const stop = async () => {
    sender.stop();
    follower.stop();
    const done = new AbortController();
    const finished = running.finally(() => done.abort());
    await parts.clock.wait(limits.stopTimeout, done.signal);
    sender.abort();
    await finished;
  };

  return {
    nudge: () => sender.nudge(),
    get line() {
      return sender.line.state;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};

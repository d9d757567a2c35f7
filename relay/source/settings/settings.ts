import type { ForwardLimits } from "../forward/limits.ts";
import type { ServerSettings } from "../server/settings.ts";
import type { SpoolLimits } from "../spool/index.ts";

/** Everything that an operator decides. Times are milliseconds, sizes are bytes. `npm run relay -- --help` lists the options. */
export interface Settings extends ServerSettings {
  /** The URL of the service's API, without a slash at its end. The only host that the relay sends requests to, with its S3. */
  service: string;
  /** Where operators read the status page and the metrics. Without authentication. */
  status: { host: string; port: number };
  logLevel: LogLevel;

  /** Bytes in memory of all files that are passed on while they arrive. What is over that is in the folder. */
  streamMemory: number;

  /** The folder of the spool and of what the relay must still know after a restart during an outage. Absolute. */
  folder: string;
  spool: Required<SpoolLimits>;
  /** How long completed entries, and with them their idempotency keys, are remembered. */
  history: { ms: number; files: number };
  /** From the creation of a tus upload until it is discarded if it is not complete. */
  tusExpiresAfter: number;
  forward: Pick<ForwardLimits, "sends" | "largeSends">;

  /** The relay's own account at the service, a member of the group `relays`. */
  account: Account;
  callers: Callers;
}

export interface Account {
  username: string;
  /**
   * Reads the password at each sign-in, so that a new one needs no restart. A function, so that no log of the settings has it.
   * @throws Error with the name of the file
   */
  password(): string;
}

/**
 * - `tokens`: ID tokens of the service's user pool. `actsFor` are the `sub`s that the relay acts for; undefined: all users.
 * - `none`: no authentication. All files belong to `owner`, a `sub`.
 */
export type Callers = { kind: "tokens"; actsFor?: readonly string[] } | { kind: "none"; owner: string };

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

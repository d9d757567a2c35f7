import type { ForwardLimits } from "../forward/limits.ts";
import type { SpoolLimits } from "../spool/index.ts";

/** Everything that an operator decides. Times are milliseconds, sizes are bytes. `npm run relay -- --help` lists the options. */
export interface Settings {
  /** The URL of the service's API, without a slash at its end. The only host that the relay sends requests to, with its S3. */
  service: string;
  /** The address that the relay listens on. */
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where operators read the status page and the metrics. Without authentication. */
  status: { host: string; port: number };
  /** Files in PEM. Missing: plain HTTP. */
  tls?: { certificate: string; key: string };
  /** Origins of pages that may call the relay. `*`: all. */
  origins: readonly string[];
  /** Addresses, networks, or `loopback`, `linklocal`, `uniquelocal`, as Express reads them. Empty: no X-Forwarded-… is trusted. */
  trustedProxies: readonly string[];
  logLevel: LogLevel;

  /** Whether files are kept and sent later without `Prefer: respond-async`, too. */
  storeByDefault: boolean;
  /** The largest file. */
  maxFileBytes: number;
  maxFormFiles: number;
  /** Fields of a form that are not files. */
  maxFormFields: number;
  /** Uploads at once. One more gets 503. */
  maxUploads: number;
  /** Bytes in memory of all files that are passed on while they arrive. What is over that is in the folder. */
  streamMemory: number;
  /** Connections at once from one address. 0: any number, for a relay behind a proxy. */
  maxConnectionsPerClient: number;
  /** Until the headers of a request have arrived. */
  headersTimeout: number;
  /** Until the next bytes of a body have arrived. */
  idleTimeout: number;
  /** Bytes per second that a body must have, over each `speedWindow`. 0: any. */
  minSpeed: number;
  speedWindow: number;
  /** In which a client that was refused may go on sending, so that it reads the response. */
  lingerTimeout: number;
  /** Until the uploads under way are ended when the relay is stopped. */
  stopTimeout: number;

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

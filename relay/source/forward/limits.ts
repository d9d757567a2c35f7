/** Times are whole milliseconds. */
export interface ForwardLimits {
  /** Small files that are sent at once. Each of them is in memory, so this many times 8 MiB at most. Default: 8. */
  sends: number;
  /** Large files that are sent at once. Each of them uses all connections to S3. Default: 2. */
  largeSends: number;
  /**
   * How long a large file keeps its place while an owner without a place waits. It goes on later, and only parts that
   * have not arrived are sent. Default: 10 minutes.
   */
  turn: number;
  /** The wait after the first failure of an entry. It doubles with each failure, with full jitter. Default: 2 s. */
  retryDelay: number;
  /** Default: 15 minutes. */
  maxRetryDelay: number;
  /** The wait between two probes while the service cannot be reached. It doubles in the same way. Default: 1 s. */
  probeDelay: number;
  /** Default: 30 s. */
  maxProbeDelay: number;
  /** Failures in a row after which the service counts as not reachable. Default: 3. */
  failures: number;
  /** How often a fault that an operator may have to mend is tried again before the entry is parked. Default: 5. */
  strikes: number;
  /** How long a sent file may be in `error`, retryable, before the entry is parked. Default: 24 hours. */
  patience: number;
  /** The first wait before the status of a sent file is read. Later waits are half the time since it was sent. Default: 1 s. */
  followDelay: number;
  /** Default: 1 minute. */
  maxFollowDelay: number;
  /** How often the journal is read if nothing happens, because commands change it, too. Default: 1 s. */
  poll: number;
  /** How long `stop` waits for sends under way. Then they are aborted, and go on at the next start. Default: 10 s. */
  stopTimeout: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const FORWARD_DEFAULTS: ForwardLimits = {
  sends: 8,
  largeSends: 2,
  turn: 10 * MINUTE,
  retryDelay: 2 * SECOND,
  maxRetryDelay: 15 * MINUTE,
  probeDelay: SECOND,
  maxProbeDelay: 30 * SECOND,
  failures: 3,
  strikes: 5,
  patience: 24 * 60 * MINUTE,
  followDelay: SECOND,
  maxFollowDelay: MINUTE,
  poll: SECOND,
  stopTimeout: 10 * SECOND,
};

/**
 * Bytes from which a file is large: it is read from disk as it is sent, in parts, and a later attempt sends only those that
 * are missing. Smaller files are checked and sent from memory. It must not change while a spool has entries: the service
 * refuses a plan under the key of a form (`idempotency-conflict`).
 */
export const LARGE = 8 * 1024 * 1024;

/** What a `MaloteError` may hold beside its code and its sentence. */
export interface ErrorDetails {
  /** Whether the same call may succeed later. The SDK has repeated it as often as `retries` allows. Default: false. */
  retryable?: boolean;
  /** Seconds after which the same call may succeed. */
  retryAfter?: number;
  cause?: unknown;
}

/**
 * Every error of this package, except wrong arguments, which throw a `TypeError`. Decide by `code`; `message` is a
 * sentence that says what to do. No message holds a token or a signed URL.
 *
 * Codes of this package: `network`, `stalled`, `timeout`, `aborted`, `no-token`, `file-changed`, `file-failed`,
 * `not-completed`, `checksum-differs`, `exists`, `key-used`, `wait-timeout`, `storage`, `cache-failed`, `unexpected-response`. All other
 * codes are the service's (docs/problems.md). New codes may be added, so treat an unknown code by `retryable`.
 */
export class MaloteError extends Error {
  override readonly name: string = "MaloteError";
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfter?: number;

  constructor(code: string, message: string, { retryable = false, retryAfter, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

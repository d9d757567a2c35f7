/** What a client did wrong, or what it should do next: becomes an RFC 9457 response. Its text holds no secrets. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  /** Stable, to decide by. */
  readonly code: string;
  readonly title: string;
  /** Seconds, for Retry-After. */
  readonly retryAfter?: number;

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    { retryAfter, cause }: { retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.title = title;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

import { MaloteError } from "./malote-error.ts";

/** S3's own codes of a 400 that a repeat can mend: the bytes were damaged or cut off on their way. */
const DAMAGED = new Set(["BadDigest", "XAmzContentChecksumMismatch", "IncompleteBody", "RequestTimeout"]);
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);

/** S3 refused the bytes. `s3Code` is S3's code, such as `AccessDenied`. The message of S3 is left out: it may quote the URL. */
export class StorageError extends MaloteError {
  override readonly name = "StorageError";
  /** The HTTP status. */
  readonly status: number;
  readonly s3Code: string;

  constructor(status: number, s3Code: string, retryAfter?: number) {
    super("storage", `S3 responded ${status} ${s3Code}.`, {
      retryable: RETRYABLE.has(status) || DAMAGED.has(s3Code),
      ...(retryAfter !== undefined && { retryAfter }),
    });
    this.status = status;
    this.s3Code = s3Code;
  }

  /** The URL or the form has expired, or its signer's credentials have. A new signature mends it. */
  get isSignature(): boolean {
    return this.status === 403 || (this.status === 400 && this.s3Code === "ExpiredToken");
  }

  /** S3 computed another checksum than the signed one. */
  get isDigest(): boolean {
    return this.s3Code === "BadDigest" || this.s3Code === "XAmzContentChecksumMismatch";
  }
}

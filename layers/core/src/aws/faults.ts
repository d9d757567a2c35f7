import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null | undefined)?.$metadata?.httpStatusCode;

/** The object does not exist: NoSuchKey of a GET or a copy, NotFound of a HEAD. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && ["NoSuchKey", "NotFound"].includes(asError(error).name);

/** The multipart upload does not exist: it was completed or aborted, or never created. */
export const isNoSuchUpload = (error: unknown): boolean => asError(error).name === "NoSuchUpload";

/** The name is checked because S3 may report it in the body of a 200, after a completion or a copy. The SDK turns that into a 503. */
export const isPreconditionFailed = (error: unknown): boolean =>
  statusOf(error) === 412 || asError(error).name === "PreconditionFailed";

/** The bytes do not have the checksum that the call names. */
export const isBadDigest = (error: unknown): boolean =>
  ["BadDigest", "XAmzContentChecksumMismatch"].includes(asError(error).name);

/** An abort signal ended the call. The service may have executed it or not. */
export const isAborted = (error: unknown): boolean => asError(error).name === "AbortError";

/** Two writes to one key at the same time. S3 asks for a retry. */
const CONFLICTS = ["ConditionalRequestConflict", "OperationAborted"];

export const isConflict = (error: unknown): boolean => CONFLICTS.includes(asError(error).name);

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR)/;

/**
 * Whether the same call may succeed later: throttling, time-outs, faults of the service or of the network. The SDK
 * classifies most of them; the others are listed here.
 */
export const isRetryable = (error: unknown): boolean => {
  const fault = asError(error);
  if (isThrottlingError(fault as never) || isTransientError(fault as never) || isServerError(fault as never))
    return true;
  if (isConflict(fault) || fault.name === "TimeoutError" || fault.name === "AbortError") return true;
  return NETWORK.test(String((fault as { code?: unknown }).code ?? ""));
};

import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null | undefined)?.$metadata?.httpStatusCode;

/** The object is not there: NoSuchKey of a GET or a copy, NotFound of a HEAD. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && ["NoSuchKey", "NotFound"].includes(asError(error).name);

/** The multipart upload is not there: completed, aborted, or never begun. */
export const isNoSuchUpload = (error: unknown): boolean => asError(error).name === "NoSuchUpload";

/** By name where S3 tells it after it has answered 200, as it may of a completion or a copy: the SDK makes that a 503. */
export const isPreconditionFailed = (error: unknown): boolean =>
  statusOf(error) === 412 || asError(error).name === "PreconditionFailed";

/** Given up by an abort signal: nothing is known of what the service made of the call. */
export const isAborted = (error: unknown): boolean => asError(error).name === "AbortError";

/** Two writes to one key at once; S3 asks to try again. */
const CONFLICTS = ["ConditionalRequestConflict", "OperationAborted"];

export const isConflict = (error: unknown): boolean => CONFLICTS.includes(asError(error).name);

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR)/;

/**
 * Whether the same call may well succeed later: throttling, time-outs, faults of the service or the
 * network. The SDK classifies what it knows; the rest is what it leaves to callers.
 */
export const isRetryable = (error: unknown): boolean => {
  const fault = asError(error);
  if (isThrottlingError(fault as never) || isTransientError(fault as never) || isServerError(fault as never))
    return true;
  if (isConflict(fault) || fault.name === "TimeoutError" || fault.name === "AbortError") return true;
  return NETWORK.test(String((fault as { code?: unknown }).code ?? ""));
};

import { Aborted, MaloteError, ServiceError, StorageError } from "malote/node";
import type { Outcome, Reason } from "./outcome.ts";

/** The network, or an S3 that fails (`storage`: it refuses a new signature, too): nothing that the file is the reason for. */
const NETWORK = new Set(["network", "timeout", "stalled", "storage"]);
/** Statuses of a service that is down, busy, or not the service at all. */
const PASSING = new Set([408, 425, 500, 502, 503, 504]);
/** The status of the file shows what is true: the service may have the bytes, or may want them again. */
const UNCERTAIN = new Set([
  "file-changed",
  "key-used",
  "idempotency-conflict",
  "not-uploaded",
  "parts-missing",
  "parts-differ",
  "upload-not-open",
  "transition-not-allowed",
  "changed-meanwhile",
  "file-in-move",
  "upload-expired",
]);
/** A repeat that an operator may have to help. It is not repeated for ever. */
const LIMITED = new Set([
  "file-changed",
  "key-used",
  "idempotency-conflict",
  "parts-missing",
  "parts-differ",
  "upload-not-open",
  "transition-not-allowed",
]);

/** The error's own code and sentence. No message of the SDK holds a token or a signed URL. */
export const reasonOf = (error: unknown): Reason => {
  if (error instanceof MaloteError) return { code: error.code, message: error.message };
  const { code, message } = error as Partial<Error & { code: unknown }>;
  return {
    code: typeof code === "string" ? code : "unexpected-error",
    message: message ?? String(error),
  };
};

/** Whether the status of the file decides, and not this error. */
export const isUncertain = (error: unknown): boolean =>
  (error instanceof MaloteError && UNCERTAIN.has(error.code)) || isUploadGone(error);

/** S3 has completed or aborted the upload in parts. */
const isUploadGone = (error: unknown): boolean =>
  error instanceof StorageError && error.s3Code === "NoSuchUpload";

/** What an error of the SDK means for the entry. */
export const verdictOf = (error: unknown): Outcome => {
  const reason = reasonOf(error);
  if (error instanceof Aborted) return { kind: "released" };
  if (error instanceof ServiceError) return ofService(error, reason);
  if (error instanceof StorageError) return ofStorage(error, reason);
  if (error instanceof MaloteError) {
    const { code, retryAfter } = error;
    if (NETWORK.has(code)) return { kind: "line", reason, retryAfter };
    if (code === "no-token") return { kind: "line", reason, refused: true };
    // A page of a hotel's or a proxy's instead of the service's response.
    if (code === "unexpected-response") return { kind: "line", reason };
    return { kind: "again", reason, limited: LIMITED.has(code), reached: false };
  }
  // Errors of the disk, such as EMFILE, pass without a word to the service.
  if (isOfSystem(error)) return { kind: "again", reason, limited: false, reached: false };
  // The response had another form than the service's, such as the page of a portal with the status 200.
  return { kind: "line", reason: { code: "unexpected-response", message: reason.message } };
};

/** The SDK puts the error of a file that it cannot open into the cause. Errors of the network have no path. */
const isOfSystem = (error: unknown): boolean =>
  error instanceof Error &&
  ("errno" in error || (error.cause instanceof Error && "errno" in error.cause && "path" in error.cause));

const ofStorage = ({ retryable, status, retryAfter }: StorageError, reason: Reason): Outcome =>
  // A 403 in spite of new signatures is a fault of the service's own rights or clock.
  retryable || status === 403
    ? { kind: "line", reason, retryAfter }
    : { kind: "again", reason, limited: false, reached: true };

const ofService = (error: ServiceError, reason: Reason): Outcome => {
  const { status, code, retryAfter } = error;
  if (status === 401 || status === 403) return { kind: "line", reason, refused: true };
  if (code === "unexpected-response" || PASSING.has(status)) return { kind: "line", reason, retryAfter };
  if (status === 429) {
    // Any other code is a quota: the owner's, and not the relay's pace.
    if (code === "too-many-requests") return { kind: "line", reason, retryAfter: retryAfter ?? 1 };
    return { kind: "park", reason };
  }
  // The announcement differs from the one before. It will not be another one the next time.
  if (code === "idempotency-conflict") return { kind: "park", reason };
  if (UNCERTAIN.has(code)) {
    return { kind: "again", reason, retryAfter, limited: LIMITED.has(code), reached: true };
  }
  return { kind: "park", reason };
};

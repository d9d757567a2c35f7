import type { PartFaults } from "./plan.ts";
import type { Status } from "./status.ts";

/** One fault of the input: where it is (a JSON pointer as a fragment, RFC 6901) and what to do. */
export type Fault = { pointer: string; detail: string };

/**
 * An error that a caller may see: a stable `code`, an HTTP status, and a sentence that tells the caller what to do. The
 * `message` holds no internal detail. Those are in `cause`, which only the log records.
 */
export abstract class MaloteError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
  abstract readonly title: string;
  readonly faults?: readonly Fault[];
  /** Members of the problem beside those of RFC 9457. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number;
}

export class MalformedJson extends MaloteError {
  readonly code = "malformed-json";
  readonly status = 400;
  readonly title = "The body is not valid JSON";
  constructor(detail = "Send one JSON object as the body.") {
    super(detail);
  }
}

/** Has all faults, so that a caller can correct them at once. */
export class InvalidRequest extends MaloteError {
  readonly code = "invalid-request";
  readonly status = 400;
  readonly title = "The request is not valid";
  override readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ detail }) => detail).join(" "));
    this.faults = faults;
  }
}

export class Unauthenticated extends MaloteError {
  readonly code = "unauthenticated";
  readonly status = 401;
  readonly title = "Sign in first";
  constructor() {
    super("Send a current Cognito ID token as: Authorization: Bearer <token>.");
  }
}

export class Forbidden extends MaloteError {
  readonly code = "forbidden";
  readonly status = 403;
  readonly title = "Not allowed";
}

/** The same error for a file that never existed and for a file of another user. */
export class FileNotFound extends MaloteError {
  readonly code = "file-not-found";
  readonly status = 404;
  readonly title = "There is no such file";
  constructor() {
    super("No file of yours has this file_id; use the one that POST /upload answered.");
  }
}

export class NotUploadedYet extends MaloteError {
  readonly code = "not-uploaded";
  readonly status = 409;
  readonly title = "The bytes are not there yet";
  constructor(expiresAt: string) {
    super(
      `S3 does not have the file yet; POST it to the url of /upload before ${expiresAt}, then confirm again.`,
    );
  }
}

/** S3 does not have the parts of the plan. `missing_parts` has the numbers of the first 100 that must be sent (again). */
export class PartsMissing extends MaloteError {
  readonly code = "parts-missing";
  readonly status = 409;
  readonly title = "Parts are missing or wrong";
  override readonly faults: readonly Fault[];
  override readonly members: { missing_parts: number[] };
  constructor({ missing, wrong }: PartFaults) {
    super(
      missing.length > 0
        ? `S3 lacks ${missing.length} of the parts, or has them with another size; send those in missing_parts again, with POST /upload-parts, then confirm again.`
        : "S3 has parts that are not in the plan; announce the file again with POST /upload.",
    );
    this.members = { missing_parts: missing.slice(0, NAMED_PARTS) };
    const faults =
      wrong.length > 0 ? wrong : missing.map((number) => ({ detail: `Part ${number} is missing; send it.` }));
    this.faults = faults.slice(0, NAMED_FAULTS).map(({ detail }) => ({ pointer: "#", detail }));
  }
}

const NAMED_PARTS = 100;
const NAMED_FAULTS = 20;

/** The parts that S3 has do not form the file whose checksum the client gives. */
export class PartsDiffer extends MaloteError {
  readonly code = "parts-differ";
  readonly status = 409;
  readonly title = "The parts are not the file";
}

/** The file takes no parts: it has none, or they were confirmed. */
export class UploadNotOpen extends MaloteError {
  readonly code = "upload-not-open";
  readonly status = 409;
  readonly title = "The file takes no parts now";
  constructor(status: Status, comesInParts: boolean) {
    super(
      comesInParts
        ? `The file is ${status} and takes no more parts; look at its status.`
        : "The file does not come in parts; send it with the form of /upload, or announce it with multipart: true.",
    );
  }
}

export class TransitionNotAllowed extends MaloteError {
  readonly code = "transition-not-allowed";
  readonly status = 409;
  readonly title = "The file cannot go there from here";
  constructor(from: Status, to: Status) {
    super(`The file is ${from}, and from there it may not be set to ${to}.`);
  }
}

export class FileInMove extends MaloteError {
  readonly code = "file-in-move";
  readonly status = 409;
  readonly title = "The file is being moved";
  override readonly retryAfter = 5;
  constructor() {
    super("The mover holds the file right now; its outcome will be in the status shortly.");
  }
}

export class BytesNotFound extends MaloteError {
  readonly code = "bytes-not-found";
  readonly status = 409;
  readonly title = "The bytes are not at the destination";
  constructor(destPath: string, len: number) {
    super(`A file is completed only with its ${len} bytes at ${destPath}; put them there first.`);
  }
}

/** Another writer changed the record between our read and our write. */
export class ChangedMeanwhile extends MaloteError {
  readonly code = "changed-meanwhile";
  readonly status = 409;
  readonly title = "The file changed in the meantime";
  override readonly retryAfter = 1;
  constructor() {
    super("Another change came first; look at the status and call again if it is still wanted.");
  }
}

export class UploadExpired extends MaloteError {
  readonly code = "upload-expired";
  readonly status = 410;
  readonly title = "The upload expired";
  /** @param needsKey whether the same Idempotency-Key returns no other form or plan */
  constructor(
    expiresAt: string,
    what: "presigned POST" | "multipart upload" = "presigned POST",
    needsKey = false,
  ) {
    const came = what === "presigned POST" ? "no bytes came" : "not all parts came";
    const next = needsKey
      ? "announce the file again with another Idempotency-Key"
      : "ask /upload for a new one";
    super(`The ${what} ended at ${expiresAt} and ${came}; ${next}.`);
  }
}

/** The file of this Idempotency-Key was deleted, so the same request needs a new key. */
export class FileDeleted extends MaloteError {
  readonly code = "file-deleted";
  readonly status = 410;
  readonly title = "The file was deleted";
  constructor() {
    super("The file of this Idempotency-Key was deleted; use a new key to upload it again.");
  }
}

/** S3 keeps no SHA-256 of a whole object that is copied in parts. */
export class ChecksumNotForSize extends MaloteError {
  readonly code = "checksum-not-for-size";
  readonly status = 422;
  readonly title = "This checksum is not for files of this size";
  override readonly faults: readonly Fault[];
  constructor(fault: Fault) {
    super(fault.detail);
    this.faults = [fault];
  }
}

/** S3 keeps no SHA-256 of a whole object that comes in parts. */
export class ChecksumNotForParts extends MaloteError {
  readonly code = "checksum-not-for-parts";
  readonly status = 422;
  readonly title = "This checksum is not for multipart uploads";
  override readonly faults: readonly Fault[];
  constructor(fault: Fault) {
    super(fault.detail);
    this.faults = [fault];
  }
}

/** No user has the `sub` of on_behalf_of, so nobody could ever download or delete the file. */
export class UnknownOwner extends MaloteError {
  readonly code = "unknown-owner";
  readonly status = 422;
  readonly title = "There is no such user";
  override readonly faults: readonly Fault[];
  constructor() {
    super("No user has the sub in on_behalf_of; send the sub of the user who will own the file.");
    this.faults = [{ pointer: "#/on_behalf_of", detail: this.message }];
  }
}

export class IdempotencyConflict extends MaloteError {
  readonly code = "idempotency-conflict";
  readonly status = 422;
  readonly title = "The Idempotency-Key belongs to another request";
  constructor() {
    super("This Idempotency-Key was used with another body; send that body again, or use a new key.");
  }
}

export class FileTooLarge extends MaloteError {
  readonly code = "file-too-large";
  readonly status = 413;
  readonly title = "The file is too large";
  override readonly faults: readonly Fault[];
  constructor(fault: Fault) {
    super(fault.detail);
    this.faults = [fault];
  }
}

/** The request itself is too large, whatever it says. API Gateway uses the same code for over 10 MB. */
export class RequestTooLarge extends MaloteError {
  readonly code = "request-too-large";
  readonly status = 413;
  readonly title = "The request is too large";
  constructor(part: "body" | "query", bytes: number, maxBytes: number) {
    super(
      `The ${part} has ${bytes} bytes, and this route accepts up to ${maxBytes}. The bytes of a file go to S3, with the presigned POST of /upload.`,
    );
  }
}

/** The Content-Type of the body is not JSON, or the body is compressed. */
export class UnsupportedMediaType extends MaloteError {
  readonly code = "unsupported-media-type";
  readonly status = 415;
  readonly title = "The body is not JSON";
  constructor(detail = "Send the body with Content-Type: application/json.") {
    super(detail);
  }
}

export class TypeNotAllowed extends MaloteError {
  readonly code = "type-not-allowed";
  readonly status = 415;
  readonly title = "Files of this type are not taken";
  override readonly faults: readonly Fault[];
  constructor(fault: Fault) {
    super(fault.detail);
    this.faults = [fault];
  }
}

export class InternalError extends MaloteError {
  readonly code = "internal-error";
  readonly status = 500;
  readonly title = "Something went wrong on our side";
  override readonly retryAfter = 2;
  constructor(options?: ErrorOptions) {
    super("Call again in a moment; if it stays, tell us the instance.", options);
  }
}

/** S3, SQS, DynamoDB or Cognito is slow or not available, or throttles the call. */
export class Unavailable extends MaloteError {
  readonly code = "unavailable";
  readonly status = 503;
  readonly title = "The service is not available right now";
  override readonly retryAfter = 2;
  constructor(options?: ErrorOptions) {
    super("Call again in a moment; calling twice does no harm.", options);
  }
}

import type { FileRecord } from "@malote/core";

/** A message that is wrong in itself, so that no retry helps. The dead-letter queue keeps it for the operator. */
export class MessageRefused extends Error {
  override name = "MessageRefused";
}

/** The message becomes visible again after `seconds`. */
export class RetryLater extends Error {
  override name = "RetryLater";
  readonly seconds: number;
  constructor(seconds: number, cause: unknown) {
    super(`retry in ${seconds} s`, { cause });
    this.seconds = seconds;
  }
}

/** Another writer changed the record, so that this mover's claim has ended. `current` is the record as it is now. */
export class ClaimLost extends Error {
  override name = "ClaimLost";
  readonly current: FileRecord | undefined;
  constructor(current: FileRecord | undefined) {
    super("another writer changed the record");
    this.current = current;
  }
}

export type FinalCode =
  | "size-differs"
  | "type-differs"
  | "checksum-differs"
  | "destination-taken"
  | "bytes-missing"
  | "parts-differ"
  | "not-moved";

/**
 * A fault that a retry of the same message does not repair: the file goes to `error`.
 * The message is the sentence for the user, `cause` is for the operator. `retryable` means that a new message may
 * succeed once something else has changed.
 */
export class FinalFault extends Error {
  override name = "FinalFault";
  readonly code: FinalCode;
  readonly retryable: boolean;
  constructor(
    code: FinalCode,
    message: string,
    { cause, retryable = false }: { cause: string; retryable?: boolean },
  ) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
  }
}

/** The source, or the multipart upload that copies it, is not what it was when the attempt began. */
export class SourceChanged extends Error {
  override name = "SourceChanged";
}

/** The invocation ends soon, so that another one must continue the move. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
}

/**
 * A temporary fault after progress: more parts of the copy exist than before, or S3 works on a completion.
 * It does not count as a failed attempt.
 */
export class MadeProgress extends Error {
  override name = "MadeProgress";
  constructor(cause: unknown) {
    super("part of the move is done", { cause });
  }
}

/** A message that cannot be obeyed as it is, now or later: the dead-letter queue keeps it for the operator. */
export class MessageRefused extends Error {
  override name = "MessageRefused";
}

/** The message is to come back after `seconds`. */
export class ComeBack extends Error {
  override name = "ComeBack";
  readonly seconds: number;
  constructor(seconds: number, cause: unknown) {
    super(`comes back in ${seconds} s`, { cause });
    this.seconds = seconds;
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
 * What trying again will not mend: the file goes to `error`.
 * The message is the user's sentence, `cause` the operator's. `retryable` says that the same file
 * may still make it once something outside changes.
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

/** What was copied so far is not of the bytes that are there now, or lies nowhere any more: look again. */
export class SourceChanged extends Error {
  override name = "SourceChanged";
}

/** The invocation ends soon: the move goes on in another. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
}

/**
 * A passing fault that came after a file got further: more parts of its copy are there than before, or S3
 * is at a completion. Progress, not a failed attempt.
 */
export class GotFurther extends Error {
  override name = "GotFurther";
  constructor(cause: unknown) {
    super("part of the move is done", { cause });
  }
}

/** One line for the operator: what was thrown, without the SDK's envelope. */
export const causeOf = (thrown: unknown): string => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return `${error.name}: ${error.message}`.slice(0, 500);
};

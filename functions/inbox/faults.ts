/** The object was overwritten or deleted while it was copied. */
export class SourceGone extends Error {
  override name = "SourceGone";
}

/** The invocation ends soon, so that another one must continue the copy. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
  /** Whether this invocation copied a part. */
  readonly madeProgress: boolean;
  constructor(madeProgress: boolean) {
    super("the invocation ends before the object is copied");
    this.madeProgress = madeProgress;
  }
}

/** The state of the copy is not known, or another invocation changed it. The message is delivered again. */
export class RetryLater extends Error {
  override name = "RetryLater";
}

/** One line for the operator: the error's name and message, at most 500 characters, without the SDK's details. */
export const causeOf = (thrown: unknown): string => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return `${error.name}: ${error.message}`.slice(0, 500);
};

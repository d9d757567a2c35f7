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

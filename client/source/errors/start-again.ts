import { MaloteError } from "./malote-error.ts";

/** The upload cannot be continued: the file starts again under a new idempotency key, unless the caller chose the key. */
export class StartAgain extends MaloteError {
  constructor(code = "idempotency-conflict") {
    super(code, "This idempotencyKey belongs to another file, or to one that has ended. Use another key.");
  }
}

import { MaloteError } from "./malote-error.ts";

/** The upload cannot be continued: the file starts again under a new idempotency key, unless the caller chose the key. */
export class StartAgain extends MaloteError {
  constructor(code = "idempotency-conflict") {
    super(
      code,
      "This idempotencyKey belongs to a file that has ended, or that has other bytes. Upload with another key.",
    );
  }
}

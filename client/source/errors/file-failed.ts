import type { StatusView } from "../types/service.ts";
import { MaloteError } from "./malote-error.ts";

/** The file reached a status from which it is not completed by waiting: `error`, `expired` or `quarantined`. */
export class FileFailed extends MaloteError {
  override readonly name = "FileFailed";
  readonly file: StatusView;

  constructor(file: StatusView) {
    super("file-failed", `The file is in ${file.status}${file.details ? `: ${file.details}` : "."}`, {
      retryable: file.retryable ?? false,
    });
    this.file = file;
  }
}

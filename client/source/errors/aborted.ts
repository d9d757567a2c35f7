import { MaloteError } from "./malote-error.ts";

/**
 * The caller aborted, through its `AbortSignal` or `abort()`. Nothing else is reported with this error: a connection that
 * was dropped is retried, also if a browser calls this an abort. The name is that of the platform's own error.
 */
export class Aborted extends MaloteError {
  override readonly name = "AbortError";
  /**
   * Of an upload. True: the service has deleted the file and its parts, or never created it. False: the service could not
   * be reached or the deletion was not wanted (`onAbort: "keep"`), and the file with this `file_id` may still exist.
   */
  readonly removed?: boolean;
  readonly file_id?: string;

  constructor(outcome: { removed?: boolean; file_id?: string | undefined } = {}) {
    const { removed, file_id } = outcome;
    super(
      "aborted",
      removed === false && file_id ? `Aborted. The file ${file_id} may still exist; remove it.` : "Aborted.",
    );
    if (removed !== undefined) this.removed = removed;
    if (file_id !== undefined) this.file_id = file_id;
  }
}

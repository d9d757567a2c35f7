import { advance, type FileRecord, NOT_MOVED } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Writes `error` for a file that is out of attempts and left by its mover without a word. The message
 * that held it stays in the record, so that its next delivery goes on to the dead-letter queue, and
 * any other starts a new series. A copy in parts is aborted once the write was ours; its id stays, for a retry or a
 * delete to find. The client's own upload stays: a retry completes it.
 */
export const giveUp = async (
  { files, storage }: Pick<ReconcilerPorts, "files" | "storage">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  const { details, error_code } = NOT_MOVED;
  const cause = `reconciler: still ${file.status} after ${file.attempts} attempts; the mover was cut off (out of time or memory) and left no word`;
  const { lease_owner, copy_upload_id } = file;
  const { ok } = await files.save(
    file,
    advance(file, {
      to: "error",
      by: "reconciler",
      at,
      details,
      set: { error_code, retryable: true, cause, lease_owner },
    }),
  );
  if (!ok) return "changed-meanwhile";
  if (copy_upload_id !== undefined) await storage.abortUpload(file.dest_path, copy_upload_id);
  return "given-up";
};

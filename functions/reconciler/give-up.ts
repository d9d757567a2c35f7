import { advance, type FileRecord, NOT_MOVED } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Writes `error` for a file that has no attempts left and whose mover reported nothing. The record keeps the id of the
 * message that held the file: the next delivery of that message goes to the dead-letter queue, and any other message
 * begins a new series of attempts. After the write, a copy in parts is aborted. Its id stays in the record for a retry or
 * a delete. The client's own upload is not aborted, because a retry completes it.
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

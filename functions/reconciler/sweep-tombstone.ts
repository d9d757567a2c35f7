import { deleteBytes, type FileRecord, retire } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Nothing can bring bytes for this file any more: what is there goes, then the record. In that order:
 * cut off between them, the next run deletes what is gone already. Uploads were aborted with the delete; a
 * part that was on its way then has landed by now.
 */
export const sweepTombstone = async (
  { files, storage }: Pick<ReconcilerPorts, "files" | "storage">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  await deleteBytes(storage, file);
  const { ok } = await files.save(file, retire(file, at));
  return ok ? "tombstone-swept" : "changed-meanwhile";
};

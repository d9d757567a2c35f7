import { deleteBytes, type FileRecord, retire } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Deletes the bytes of a tombstone for the last time, and lets the record expire. No more bytes can arrive. The bytes are
 * deleted first: if the run is cut off between the two, the next run only deletes again. The uploads were aborted when
 * the file was deleted; they are aborted again, because a part that S3 was receiving then is stored by now.
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

import { type FileRecord, retire } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Nothing can bring bytes for this file any more: what is there goes, then the record. In that order:
 * cut off between them, the next run deletes what is gone already.
 */
export const sweepTombstone = async (
  { files, storage }: Pick<ReconcilerPorts, "files" | "storage">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  await Promise.all([storage.delete(file.key_path), storage.delete(file.dest_path)]);
  const { ok } = await files.save(file, retire(file, at));
  return ok ? "tombstone-swept" : "in-other-hands";
};

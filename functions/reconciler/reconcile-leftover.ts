import { type FileRecord, fileIdOfTempKey, isPastTombstoneCheck, type ListedObject } from "@malote/core";
import type { ObjectOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * Handles one object that has been in temp/ for a long time. It is deleted only if a consistent read shows that its record
 * does not need it, and only if it still has the listed ETag. An object without a record is counted and left to the
 * lifecycle rule: after a restore of the table, bytes must not be lost.
 */
export const reconcileLeftover = async (
  { files, storage }: Pick<ReconcilerPorts, "files" | "storage">,
  { key, etag }: ListedObject,
  at: string,
): Promise<ObjectOutcome> => {
  const fileId = fileIdOfTempKey(key);
  const file = fileId && (await files.get(fileId));
  if (!file || file.key_path !== key) return "unknown";
  if (file.status === "completed") {
    if (!(await hasArrived(storage, file))) return "unknown";
  } else if (!isPastTombstoneCheck(file, at)) return "kept";
  return (await storage.deleteIfMatch(key, etag)) ? "removed" : "kept";
};

/** Whether all bytes of the object are in dest/. */
const hasArrived = async (storage: ReconcilerPorts["storage"], file: FileRecord): Promise<boolean> =>
  (await storage.head(file.dest_path))?.size === file.len;

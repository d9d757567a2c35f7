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
  if (file.status === "completed" || file.status === "quarantined") {
    if (!(await hasArrived(storage, file))) return "unknown";
  } else if (!isPastTombstoneCheck(file, at)) return "kept";
  return (await storage.deleteIfMatch(key, etag)) ? "removed" : "kept";
};

/** Whether all bytes of the file are in dest/ or in quarantine/. */
const hasArrived = async (
  storage: ReconcilerPorts["storage"],
  { dest_path, quarantine_path, len }: FileRecord,
): Promise<boolean> => {
  if ((await storage.head(dest_path))?.size === len) return true;
  return quarantine_path !== undefined && (await storage.head(quarantine_path))?.size === len;
};

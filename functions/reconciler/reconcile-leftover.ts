import { type FileRecord, fileIdOfTempKey, isPastTombstoneCheck, type ListedObject } from "@malote/core";
import type { ObjectOutcome, ReconcilerPorts } from "./ports.ts";

/**
 * One object that has been in temp/ for long. It goes only where a consistent read shows that nobody
 * needs it, and only while it has the ETag it was listed with. What no record explains is counted and
 * left to the lifecycle rule: a restored table must not cost bytes.
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

/** All of its bytes are in dest/. */
const hasArrived = async (storage: ReconcilerPorts["storage"], file: FileRecord): Promise<boolean> =>
  (await storage.head(file.dest_path))?.size === file.len;

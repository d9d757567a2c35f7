import { type FileRecord, faultOfUpload } from "@malote/core";
import type { ReconcilerPorts } from "./ports.ts";

/** Whether there are bytes to move: an object, or all parts of the client's multipart upload. */
export const bytesCame = async (
  { storage }: Pick<ReconcilerPorts, "storage">,
  file: FileRecord,
): Promise<boolean> => {
  if (await storage.head(file.key_path)) return true;
  if (file.upload_id === undefined) return false;
  const parts = await storage.uploadedParts(file, file.upload_id);
  return parts !== undefined && faultOfUpload(file, parts) === undefined;
};

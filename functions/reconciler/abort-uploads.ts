import { type FileRecord, uploadsOf } from "@malote/core";
import type { ReconcilerPorts } from "./ports.ts";

/** Takes the parts of a file's multipart uploads away. Where the record knows of none, no call is made. */
export const abortUploads = async (
  { storage }: Pick<ReconcilerPorts, "storage">,
  file: FileRecord,
): Promise<void> => {
  await Promise.all(uploadsOf(file).map(({ key, upload_id }) => storage.abortUpload(key, upload_id)));
};

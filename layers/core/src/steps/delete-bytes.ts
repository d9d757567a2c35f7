import type { FileRecord } from "../domain/file.ts";
import { uploadsOf } from "../domain/multipart.ts";
import type { Storage } from "../ports.ts";

/** Aborts every multipart upload that the record knows: the client's, and that of a copy. */
export const abortUploads = async (
  { abortUpload }: Pick<Storage, "abortUpload">,
  file: FileRecord,
): Promise<void> => {
  await Promise.all(uploadsOf(file).map(({ key, upload_id }) => abortUpload(key, upload_id)));
};

/**
 * Deletes everything of a file that nobody may have any more. Uploads are aborted first, because one that
 * S3 still completes would make an object again. Both keys belong to this file alone.
 * Every call is made, even when another one fails.
 * @param onFault receives each fault; without it, the first fault is thrown
 */
export const deleteBytes = async (
  storage: Pick<Storage, "abortUpload" | "delete">,
  file: FileRecord,
  onFault: (cause: unknown) => void = (cause) => {
    throw cause;
  },
): Promise<void> => {
  const aborts = uploadsOf(file).map(({ key, upload_id }) => storage.abortUpload(key, upload_id));
  const outcomes = await Promise.allSettled(aborts);
  const deletes = [file.key_path, file.dest_path].map((key) => storage.delete(key));
  outcomes.push(...(await Promise.allSettled(deletes)));
  for (const outcome of outcomes) if (outcome.status === "rejected") onFault(outcome.reason);
};

import type { FileRecord } from "../domain/file.ts";
import { uploadsOf } from "../domain/multipart.ts";
import type { Storage } from "../ports.ts";

const abortsOf = ({ abortUpload }: Pick<Storage, "abortUpload">, file: FileRecord): Promise<void>[] =>
  uploadsOf(file).map(({ key, upload_id }) => abortUpload(key, upload_id));

/** Aborts every multipart upload that the record has: the client's, and that of a copy. */
export const abortUploads = async (
  storage: Pick<Storage, "abortUpload">,
  file: FileRecord,
): Promise<void> => {
  await Promise.all(abortsOf(storage, file));
};

/**
 * Deletes everything that a file has in the bucket. The keys belong to this file alone. Uploads are aborted first,
 * because an upload that S3 still completes would make an object again. Every call is made, even when another fails.
 * @param onFault receives each fault; without it, the first fault is thrown
 */
export const deleteBytes = async (
  storage: Pick<Storage, "abortUpload" | "delete">,
  file: FileRecord,
  onFault: (cause: unknown) => void = (cause) => {
    throw cause;
  },
): Promise<void> => {
  const aborts = await Promise.allSettled(abortsOf(storage, file));
  const keys = [file.key_path, file.dest_path, ...(file.quarantine_path ? [file.quarantine_path] : [])];
  const deletes = await Promise.allSettled(keys.map((key) => storage.delete(key)));
  for (const outcome of [...aborts, ...deletes]) if (outcome.status === "rejected") onFault(outcome.reason);
};

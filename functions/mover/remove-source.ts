import type { FileRecord } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { Bucket, MoverPorts } from "./ports.ts";

export type RemovePorts = Bucket<"head" | "deleteIfMatch">;

/** The last step of a move: deletes the bytes that were moved. Other bytes there are a late POST, and go as well. */
export const removeSource = async (ports: RemovePorts, file: FileRecord, etag: string): Promise<void> => {
  if (!(await ports.storage.deleteIfMatch(file.key_path, etag))) await removeLatePost(ports, file);
};

/**
 * Deletes bytes in temp/ of a file that is completed, and returns whether that succeeded. If S3 refuses it at every delivery, they
 * are left to the reconciler, which deletes them after an hour: a message of a finished file needs no operator, so it does not
 * go to the dead-letter queue.
 */
export const removedOrLeft = async (
  { maxAttempts }: Pick<MoverPorts, "maxAttempts">,
  { receive_count }: Pick<Arrival, "receive_count">,
  remove: () => Promise<void>,
): Promise<boolean> => {
  try {
    await remove();
    return true;
  } catch (fault) {
    if (receive_count < maxAttempts) throw fault;
    return false;
  }
};

/** Deletes the bytes of a POST that landed after the file was completed. */
export const removeLatePost = async ({ storage }: RemovePorts, file: FileRecord): Promise<void> => {
  const found = await storage.head(file.key_path);
  if (found) await storage.deleteIfMatch(file.key_path, found.etag);
};

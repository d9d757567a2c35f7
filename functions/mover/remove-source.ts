import type { FileRecord } from "@malote/core";
import type { Bucket } from "./ports.ts";

export type RemovePorts = Bucket<"head" | "deleteIfMatch">;

/** The last step of a move: deletes the bytes that were moved. Other bytes there are a late POST, and go as well. */
export const removeSource = async (ports: RemovePorts, file: FileRecord, etag: string): Promise<void> => {
  if (!(await ports.storage.deleteIfMatch(file.key_path, etag))) await removeLatePost(ports, file);
};

/** Deletes the bytes of a POST that landed after the file was completed. */
export const removeLatePost = async ({ storage }: RemovePorts, file: FileRecord): Promise<void> => {
  const found = await storage.head(file.key_path);
  if (found) await storage.deleteIfMatch(file.key_path, found.etag);
};

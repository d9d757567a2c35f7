import { abortUploads, type FileRecord, retire } from "@malote/core";
import { bytesCame } from "./bytes-came.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/**
 * The second check of an expired file. If its bytes arrived after all, it is queued. Otherwise the record may expire, and
 * the upload is aborted once more, for parts that arrived after the first abort.
 */
export const retireExpired = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  if (await bytesCame(ports, file)) return requeue(ports, file, at);
  const { ok } = await ports.files.save(file, retire(file, at));
  if (!ok) return "changed-meanwhile";
  await abortUploads(ports.storage, file);
  return "retired";
};

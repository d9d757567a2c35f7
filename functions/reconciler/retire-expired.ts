import { abortUploads, type FileRecord, retire } from "@malote/core";
import { bytesCame } from "./bytes-came.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/**
 * The second look at an expired file: its bytes came after all, or its record may go, and then whatever parts
 * came after the first abort.
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

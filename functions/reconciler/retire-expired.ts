import { type FileRecord, retire } from "@malote/core";
import { abortUploads } from "./abort-uploads.ts";
import { bytesCame } from "./bytes-came.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** The second look at an expired file: its bytes came after all, or its record may go. */
export const retireExpired = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  if (await bytesCame(ports, file)) return requeue(ports, file, at);
  await abortUploads(ports, file);
  const { ok } = await ports.files.save(file, retire(file, at));
  return ok ? "retired" : "in-other-hands";
};

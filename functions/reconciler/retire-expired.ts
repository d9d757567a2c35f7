import { type FileRecord, retire } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** The second look at an expired file: its bytes came after all, or its record may go. */
export const retireExpired = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  if (await ports.storage.head(file.key_path)) return requeue(ports, file, at);
  const { ok } = await ports.files.save(file, retire(file, at));
  return ok ? "retired" : "in-other-hands";
};

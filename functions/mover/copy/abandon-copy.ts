import type { FileRecord } from "@malote/core";
import type { Bucket, MoverPorts } from "../ports.ts";

export type AbandonPorts = Bucket<"abortUpload"> & Pick<MoverPorts, "report">;

/** Aborts the copy in parts that the record has, if any. A failed abort is reported, and left to the lifecycle rule. */
export const abandonCopy = async ({ storage, report }: AbandonPorts, file: FileRecord): Promise<void> => {
  if (file.copy_upload_id === undefined) return;
  try {
    await storage.abortUpload(file.dest_path, file.copy_upload_id);
  } catch (cause) {
    // The parts cost storage for a week at the most. They disturb nothing.
    report.notAborted(file, cause);
  }
};

import { advance, type FileRecord, openShard, secondsAfter } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** S3 checks a policy's expiry only when a POST begins: bytes of a slow one may come for as long. */
const SECOND_LOOK_SECONDS = 24 * 3600;

/**
 * The presigned POST of a pending file is over. Bytes that are there were uploaded and nobody told us;
 * where there are none, the file is `expired`, and stays in the index for one more look a day later.
 */
export const expire = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  if (await ports.storage.head(file.key_path)) return requeue(ports, file, at);
  const expired = advance(file, {
    to: "expired",
    by: "reconciler",
    at,
    set: { open_shard: openShard(file.file_id), check_at: secondsAfter(at, SECOND_LOOK_SECONDS) },
  });
  const { ok } = await ports.files.save(file, expired);
  return ok ? "expired" : "in-other-hands";
};

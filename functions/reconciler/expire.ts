import { abortUploads, advance, type FileRecord, openShard, secondsAfter } from "@malote/core";
import { bytesCame } from "./bytes-came.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** S3 checks the expiry of a policy only when a POST begins. The bytes of a slow POST may arrive this much later. */
const SECOND_LOOK_SECONDS = 24 * 3600;

/**
 * Handles a pending file whose presigned POST or multipart upload has expired. If its bytes arrived without a message,
 * the file is queued. If there are none, or not all parts, the file is `expired` and is checked once more a day later.
 * Its upload is aborted after that write. The write is conditional, so no mover has claimed the file. The second check
 * aborts the upload again, in case the run was cut off between the two, or S3 was still receiving a part.
 */
export const expire = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  if (await bytesCame(ports, file)) return requeue(ports, file, at);
  const expired = advance(file, {
    to: "expired",
    by: "reconciler",
    at,
    set: { open_shard: openShard(file.file_id), check_at: secondsAfter(at, SECOND_LOOK_SECONDS) },
  });
  const { ok } = await ports.files.save(file, expired);
  if (!ok) return "changed-meanwhile";
  await abortUploads(ports.storage, file);
  return "expired";
};

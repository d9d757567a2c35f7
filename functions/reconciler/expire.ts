import { abortUploads, advance, type FileRecord, openShard, secondsAfter } from "@malote/core";
import { bytesCame } from "./bytes-came.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** S3 checks a policy's expiry only when a POST begins: bytes of a slow one may come for as long. */
const SECOND_LOOK_SECONDS = 24 * 3600;

/**
 * The presigned POST, or the multipart plan, of a pending file is over. Bytes that are there were uploaded and
 * nobody told us; where there are none, or not all parts, the file is `expired`, and stays in the index for one
 * more look a day later. Its upload is aborted after that write, which is fenced: no mover had claimed the file.
 * Cut off between the two, and for parts that were on their way, the second look aborts it again.
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

import type { Row } from "../journal/row.ts";
import { wrongOffset } from "../problems.ts";
import type { SpoolParts } from "../spool-parts.ts";

/**
 * Bytes beyond the recorded offset were never confirmed, and a part of them may be lost: a request was cut off by a
 * failure of the disk.
 * @throws Problem 409 if recorded bytes are missing. Then the upload starts again.
 */
export async function dropUnrecorded(
  { disk, queue, partOf, log }: SpoolParts,
  { id, received }: Pick<Row, "id" | "received">,
): Promise<void> {
  const size = (await disk.size(partOf(id))) ?? 0;
  if (size === received) return;
  if (size < received) {
    log.error({ id, size, received }, "An upload has lost bytes, so it starts again.");
    await queue.run("reset", id);
    throw wrongOffset(0);
  }
  const file = await disk.open(partOf(id));
  try {
    await file.truncate(received);
    await file.sync();
  } finally {
    await file.close();
  }
}

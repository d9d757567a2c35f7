import { type FileRecord, isPlan, postponeCheck, secondsAfter } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/** If the queue is behind, more messages of the same file do not help. */
const LOOK_AGAIN_SECONDS = 3600;

/**
 * Queues the file and postpones its next check by an hour. The message is sent first. If the run is cut off between the
 * two, the file is queued twice, which does no harm. In the other order it would wait an hour without a message.
 */
export const requeue = async (
  { files, queue }: Pick<ReconcilerPorts, "files" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  await queue.send(file);
  // The write is refused if the mover was faster: it has claimed the file.
  const postponed = postponeCheck(file, secondsAfter(at, LOOK_AGAIN_SECONDS));
  const arrives = isPlan(file) && file.arrived_at === undefined;
  await files.save(file, arrives ? { ...postponed, arrived_at: at } : postponed);
  return "requeued";
};

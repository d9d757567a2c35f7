import { type FileRecord, moveMessage, postponeCheck, secondsAfter } from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";

/** A queue that is behind is not helped by more messages of the same file. */
const LOOK_AGAIN_SECONDS = 3600;

/**
 * Queues the file, and puts off the next look by an hour. The message goes first: cut off between the
 * two, the file is queued twice, which does no harm; the other way round it would wait an hour for nothing.
 */
export const requeue = async (
  { files, queue }: Pick<ReconcilerPorts, "files" | "queue">,
  file: FileRecord,
  at: string,
): Promise<FileOutcome> => {
  await queue.send(moveMessage(file));
  // Refused where the mover was faster than this write: then it is in its hands.
  await files.save(file, postponeCheck(file, secondsAfter(at, LOOK_AGAIN_SECONDS)));
  return "requeued";
};

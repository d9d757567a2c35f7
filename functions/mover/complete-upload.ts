import { type FileRecord, faultOfParts } from "@malote/core";
import { FinalFault, GotFurther, OutOfTime } from "./faults.ts";
import type { MoverPorts, TimeLeft } from "./ports.ts";
import { STOP_MARGIN_MS } from "./time-left.ts";

/** A look, over a minute for the copy, and what is kept back: the arithmetic is at MoveQueue in template.yaml. */
export const MOVE_MS = 105_000;

/**
 * Makes an object at key_path of the client's multipart upload, if all of its parts are there. Where S3 knows
 * no such upload (any more), nothing is done: a look at key_path tells whether somebody had completed it.
 * An upload that lacks parts is left as it is, for the client to go on with until the lifecycle rule takes it.
 * @throws FinalFault `parts-differ`; OutOfTime before it is begun; GotFurther around OutOfTime where S3 has not
 * answered in time, and goes on by itself, or where the object is there and no time is left to move it
 */
export const completeUpload = async (
  { storage }: MoverPorts,
  file: FileRecord,
  uploadId: string,
  time: TimeLeft,
): Promise<void> => {
  const parts = await storage.uploadedParts(file, uploadId);
  if (!parts) return;
  const fault = faultOfParts(parts, file.len);
  if (fault !== undefined)
    throw new FinalFault("parts-differ", fault, {
      cause: `the upload ${uploadId} has ${parts.length} parts, which are not the file: did a message come before the last?`,
      retryable: true,
    });
  if (time() < STOP_MARGIN_MS) throw new OutOfTime("all parts are there, and no time is left to complete");

  const { result } = await storage.completeUpload(file, uploadId, parts);
  if (result === "unanswered")
    throw new GotFurther(new OutOfTime("S3 has not yet completed the client's upload"));
  if (result === "completed" && time() < MOVE_MS)
    throw new GotFurther(new OutOfTime("the client's upload is completed, and no time is left to move it"));
};

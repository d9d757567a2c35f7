import { type FileRecord, faultOfUpload } from "@malote/core";
import { STOP_MARGIN_MS } from "@malote/core/copies";
import { FinalFault, MadeProgress, OutOfTime } from "./faults.ts";
import type { Bucket, TimeLeft } from "./ports.ts";

/** Time for the GET, over a minute for the copy, the GET of the copy, and the reserve. The arithmetic is at MoveQueue in template.yaml. */
export const MOVE_MS = 123_000;

export type CompleteUploadPorts = Bucket<"uploadedParts" | "completeUpload">;

/**
 * Completes the client's multipart upload, if all of its parts are there: S3 makes one object of them at key_path.
 * If S3 does not know the upload (any more), this does nothing; a GET of key_path then shows whether another
 * mover completed it. An upload with missing parts stays as it is, so that the client can send them.
 * @throws FinalFault `parts-differ`
 * @throws OutOfTime before the completion, when too little time is left for it
 * @throws MadeProgress with OutOfTime, when S3 has not responded in time and goes on by itself, or when the object
 * is made and no time is left to move it
 */
export const completeUpload = async (
  { storage }: CompleteUploadPorts,
  file: FileRecord,
  uploadId: string,
  time: TimeLeft,
): Promise<void> => {
  const parts = await storage.uploadedParts(file, uploadId);
  if (!parts) return;
  const fault = faultOfUpload(file, parts);
  if (fault !== undefined)
    throw partsDiffer(
      fault,
      `the upload ${uploadId} has ${parts.length} parts, which are not the file: did a message come before the last?`,
    );
  if (time() < STOP_MARGIN_MS) throw new OutOfTime("all parts are there, and no time is left to complete");

  const { result } = await storage.completeUpload(file, uploadId, parts);
  if (result === "checksum-differs")
    throw partsDiffer(
      "The parts together do not have the announced checksum; compare the checksums of the parts, send those that differ again, and confirm again.",
      `S3 refused to complete the upload ${uploadId}: its bytes have another ${file.checksum?.algorithm}`,
    );
  if (result === "unanswered")
    throw new MadeProgress(new OutOfTime("S3 has not yet completed the client's upload"));
  if (result === "completed" && time() < MOVE_MS)
    throw new MadeProgress(new OutOfTime("the client's upload is completed, and no time is left to move it"));
};

/** The upload stays open, so that the client can send the right parts. */
const partsDiffer = (details: string, cause: string): FinalFault =>
  new FinalFault("parts-differ", details, { cause, retryable: true });

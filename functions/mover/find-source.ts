import type { FileRecord } from "@malote/core";
import { type CompleteUploadPorts, completeUpload } from "./complete-upload.ts";
import { FinalFault } from "./faults.ts";
import type { Bucket, Source, TimeLeft } from "./ports.ts";

/** The source with its first bytes: as many as any format's signature needs, or none for an empty file. */
export type FoundSource = Source & { head: Uint8Array };

/**
 * Reads ETag, size and the first bytes of the source in one GET.
 * If nothing is found and the record has the client's multipart upload, that upload is completed first. So a file
 * without one, a retry, and a continuation make no call for it.
 * @throws FinalFault `bytes-missing`, and what completeUpload throws
 */
export const findSource = async (
  ports: CompleteUploadPorts & Bucket<"peek">,
  file: FileRecord,
  time: TimeLeft,
): Promise<FoundSource> => {
  const peek = () => ports.storage.peek(file.key_path, { empty: file.len === 0 });
  let found = await peek();
  if (!found && file.upload_id !== undefined) {
    await completeUpload(ports, file, file.upload_id, time);
    found = await peek();
  }
  if (found) return found;
  throw new FinalFault("bytes-missing", howToSend(file), {
    cause: `nothing at ${file.key_path}: a message came before the bytes, or they were removed`,
    retryable: true,
  });
};

const howToSend = ({ upload_id }: FileRecord): string =>
  upload_id === undefined
    ? "The bytes are not there yet; send them with the form of /upload."
    : "The upload was aborted, and its parts are gone; announce the file again with another Idempotency-Key.";

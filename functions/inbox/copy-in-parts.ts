import { type CopiedPart, copyPartBytes, type FileRecord } from "@malote/core";
import { copyParts, partsOf, STOP_MARGIN_MS } from "@malote/core/copies";
import { OutOfTime, RetryLater, SourceGone } from "./faults.ts";
import { openUpload } from "./open-upload.ts";
import type { InboxPorts, TimeLeft } from "./ports.ts";

type PartsPorts = Pick<InboxPorts, "files" | "storage" | "parts" | "clock">;

/**
 * Copies the parts that are missing, and completes the upload. Its id is in the record (upload_id), so that the next
 * invocation continues it, a delete of the file aborts it, and the mover completes it if all of its parts are there.
 * @throws SourceGone, OutOfTime, RetryLater
 */
export const copyInParts = async (
  ports: PartsPorts,
  from: string,
  etag: string,
  file: FileRecord,
  time: TimeLeft,
): Promise<void> => {
  const { copy, upload_id, parts } = await openUpload(ports, from, etag, file);
  const there = new Map(parts.map((part) => [part.number, part]));
  const missing = partsOf(copy.len, copy.copy_part_bytes ?? copyPartBytes(copy.len, ports.parts)).filter(
    ({ number }) => !there.has(number),
  );
  const { faults, stoppedBefore } = await copyParts(missing, time, async (part) => {
    const made = await ports.storage.copyPart(copy, upload_id, part, etag);
    if (made.result === "upload-gone") throw new RetryLater("the upload was completed or aborted meanwhile");
    if (made.result !== "copied")
      throw new SourceGone("the object was overwritten or deleted while it was copied");
    there.set(part.number, made.part);
  });
  const gone = faults.find((fault) => fault instanceof SourceGone);
  // No other bytes may follow these.
  if (gone) await ports.storage.abortUpload(file.key_path, upload_id);
  if (faults.length > 0) throw gone ?? faults[0];
  if (stoppedBefore !== undefined || time() < STOP_MARGIN_MS) throw new OutOfTime(there.size > parts.length);
  await complete(
    ports,
    copy,
    upload_id,
    [...there.values()].toSorted((a, b) => a.number - b.number),
  );
};

const complete = async (
  { storage }: PartsPorts,
  copy: FileRecord,
  uploadId: string,
  parts: readonly CopiedPart[],
): Promise<void> => {
  const completed = await storage.completeCopy(copy, uploadId, parts, copy.len);
  switch (completed.result) {
    case "copied":
      return;
    case "precondition-failed":
      // Another delivery of the event was faster with another upload of the same bytes.
      return storage.abortUpload(copy.dest_path, uploadId);
    case "checksum-differs":
      await storage.deleteIfMatch(copy.dest_path, completed.etag);
      throw new RetryLater("the copy in temp/ does not have the checksum of the object");
    default:
      throw new RetryLater(`the upload could not be completed: ${completed.result}`);
  }
};

import { type CopiedPart, copyPartBytes, type FileRecord, type PartRange } from "@malote/core";
import { marginOf, STOP_MARGIN_MS } from "@malote/core/storage";
import { OutOfTime, RetryLater, SourceGone } from "./faults.ts";
import { openUpload } from "./open-upload.ts";
import type { InboxPorts, TimeLeft } from "./ports.ts";

/** Parts that one object has under way at once, as the mover's copies. The bytes stay inside S3. */
const PARTS_AT_ONCE = 8;

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
  const outcome = await copyAll(ports, copy, upload_id, etag, missing, there, time);
  if (outcome === "source-gone") {
    // No other bytes may follow these.
    await ports.storage.abortUpload(file.key_path, upload_id);
    throw new SourceGone("the object was overwritten or deleted while it was copied");
  }
  if (outcome === "upload-gone") throw new RetryLater("the upload was completed or aborted meanwhile");
  if (outcome === "out-of-time" || time() < STOP_MARGIN_MS) throw new OutOfTime(there.size > parts.length);
  await complete(
    ports,
    copy,
    upload_id,
    [...there.values()].toSorted((a, b) => a.number - b.number),
  );
};

/** The parts of an object, in order. Each has `partBytes` bytes, except the last. */
const partsOf = (size: number, partBytes: number): PartRange[] =>
  Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => ({
    number: i + 1,
    first: i * partBytes,
    last: Math.min((i + 1) * partBytes, size) - 1,
  }));

type Ended = "copied" | "source-gone" | "upload-gone" | "out-of-time";

/** Copies a few parts at once. No copy is under way when this ends. */
const copyAll = async (
  { storage }: PartsPorts,
  copy: FileRecord,
  uploadId: string,
  etag: string,
  missing: readonly PartRange[],
  there: Map<number, CopiedPart>,
  time: TimeLeft,
): Promise<Ended> => {
  const queue = missing.values();
  let ended: Ended = "copied";
  let failed = false;
  const work = async (): Promise<void> => {
    for (const part of queue) {
      if (ended !== "copied" || failed) return;
      if (time() < marginOf(part.last - part.first + 1)) {
        ended = "out-of-time";
        return;
      }
      const made = await storage.copyPart(copy, uploadId, part, etag);
      if (made.result === "copied") there.set(part.number, made.part);
      else ended = made.result === "upload-gone" ? "upload-gone" : "source-gone";
    }
  };
  const works = Array.from({ length: PARTS_AT_ONCE }, () =>
    work().catch((fault: unknown) => {
      failed = true;
      throw fault;
    }),
  );
  const outcomes = await Promise.allSettled(works);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return ended;
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

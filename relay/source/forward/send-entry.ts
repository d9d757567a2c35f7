import { type Malote, status, type UploadTask, upload } from "malote/node";
import type { Entry } from "../types/entry.ts";
import { type Copies, CopyFault } from "./copy.ts";
import { LARGE } from "./limits.ts";
import type { Outcome } from "./outcome.ts";
import { isUncertain, reasonOf, verdictOf } from "./verdict.ts";

export interface SendParts {
  malote: Malote;
  copies: Copies;
  /** The service knows the file. */
  onAnnounced(entry: Entry, fileId: string): Promise<unknown>;
}

/** The service has the bytes of such a file, or had them. */
const HAS_BYTES = new Set(["uploaded", "processing", "completed", "error", "quarantined"]);

/**
 * Sends one entry under its own key, on behalf of its owner. The same key after a crash continues the same file: the service
 * responds its status if it has the bytes, and a plan in parts gets only those that are missing. Never rejects.
 */
export const sendEntry = async (parts: SendParts, entry: Entry, signal: AbortSignal): Promise<Outcome> => {
  let task: UploadTask | undefined;
  try {
    const copy = await parts.copies.open(entry, signal);
    const { name, type, owner, key, path, tags } = entry;
    task = upload(parts.malote, "bytes" in copy ? copy.bytes : copy.path, {
      name,
      type,
      onBehalfOf: owner,
      idempotencyKey: key,
      ...(path !== undefined && { path }),
      ...(tags !== undefined && { tags }),
      // Never another value: the service compares what a key was announced with.
      multipartFrom: LARGE,
      confirm: true,
      onAbort: "keep",
      signal,
    });
    const { file_id, checksum } = await task;
    // Both were read from this disk, so they differ only if the copy changed after it was compared.
    if (checksum.value !== entry.crc32) return damagedOnItsWay(file_id);
    return { kind: "sent", fileId: file_id };
  } catch (error) {
    if (signal.aborted) return { kind: "released" };
    if (error instanceof CopyFault) return { kind: "park", reason: error.reason };
    if (task?.file_id !== undefined && task.file_id !== entry.fileId)
      await parts.onAnnounced(entry, task.file_id);
    if (!isUncertain(error)) return verdictOf(error);
    return await byStatus(parts, entry, task?.file_id ?? entry.fileId, error, signal);
  }
};

const damagedOnItsWay = (fileId: string): Outcome => ({
  kind: "park",
  reason: {
    code: "bytes-damaged",
    message: `The copy in the relay's folder changed while it was sent. Delete the file ${fileId} of the service, which has those bytes.`,
  },
});

/**
 * The status of the file decides. Such as after a crash between the service's acceptance and the journal's record of it: a
 * file in parts has no plan any more under its key then.
 */
const byStatus = async (
  { malote, copies }: SendParts,
  entry: Entry,
  fileId: string | undefined,
  error: unknown,
  signal: AbortSignal,
): Promise<Outcome> => {
  try {
    if (fileId !== undefined) {
      const { status: now } = await status(malote, fileId, { signal });
      if (HAS_BYTES.has(now) && !isResumable(error, now)) return { kind: "sent", fileId };
    }
    await copies.recheck(entry, signal);
    return verdictOf(error);
  } catch (fault) {
    if (signal.aborted) return { kind: "released" };
    if (fault instanceof CopyFault) return { kind: "park", reason: fault.reason };
    return verdictOf(fault);
  }
};

/** A file in parts that is in `error` accepts those that it lacks. Then the upload failed for its own reason. */
const isResumable = (error: unknown, status: string): boolean =>
  status === "error" && LACKS_PARTS.has(reasonOf(error).code);

const LACKS_PARTS = new Set(["not-uploaded", "parts-missing", "parts-differ"]);

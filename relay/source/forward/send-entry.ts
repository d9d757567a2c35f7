import { type Malote, remove, ServiceError, status, type UploadTask, upload } from "malote/node";
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
    if (checksum.value === entry.crc32) return { kind: "sent", fileId: file_id };
    // Both were read from this disk, so the copy changed after it was compared.
    await parts.onAnnounced(entry, file_id);
    return damagedOnItsWay(file_id);
  } catch (error) {
    if (signal.aborted) return { kind: "released" };
    const fileId = task?.file_id ?? entry.fileId;
    if (error instanceof CopyFault) return await parkCopy(parts, error, fileId, signal);
    if (fileId !== undefined && fileId !== entry.fileId) await parts.onAnnounced(entry, fileId);
    if (!isUncertain(error)) return verdictOf(error);
    try {
      return await decide(parts, entry, fileId, error, signal);
    } catch (fault) {
      if (signal.aborted) return { kind: "released" };
      return fault instanceof CopyFault ? await parkCopy(parts, fault, fileId, signal) : verdictOf(fault);
    }
  }
};

/**
 * An earlier attempt may have sent parts of damaged bytes. While the file is pending, the relay may delete it, so that no such
 * bytes are ever completed. If that fails, the file expires.
 */
const parkCopy = async (
  { malote }: SendParts,
  fault: CopyFault,
  fileId: string | undefined,
  signal: AbortSignal,
): Promise<Outcome> => {
  if (fault.code === "bytes-damaged" && fileId !== undefined)
    await remove(malote, fileId, { signal }).catch(() => {});
  return { kind: "park", reason: fault.reason };
};

const damagedOnItsWay = (fileId: string): Outcome => ({
  kind: "park",
  reason: {
    code: "bytes-damaged",
    message: `The copy in the relay's folder changed while it was sent. Delete the file ${fileId} of the service, which has those bytes.`,
  },
});

/**
 * The copy and the status of the file decide. Such as after a crash between the service's acceptance and the journal's record
 * of it: a file in parts has no plan any more under its key then.
 * @throws CopyFault; errors of the disk and of the SDK
 */
const decide = async (
  { malote, copies }: SendParts,
  entry: Entry,
  fileId: string | undefined,
  error: unknown,
  signal: AbortSignal,
): Promise<Outcome> => {
  const isChanged = reasonOf(error).code === "file-changed";
  if (isChanged) await copies.recheck(entry, signal);
  if (fileId === undefined) return verdictOf(error);
  try {
    const { status: now } = await status(malote, fileId, { signal });
    return HAS_BYTES.has(now) && !isResumable(error, now) ? { kind: "sent", fileId } : verdictOf(error);
  } catch (fault) {
    // The SDK deletes a file whose source seems to change, so that no mixture is completed.
    if (isChanged && isGone(fault)) return { kind: "renew", reason: reasonOf(error) };
    throw fault;
  }
};

const isGone = (fault: unknown): boolean => fault instanceof ServiceError && fault.status === 404;

/** A file in parts that is in `error` accepts those that it lacks. Then the upload failed for its own reason. */
const isResumable = (error: unknown, status: string): boolean =>
  status === "error" && LACKS_PARTS.has(reasonOf(error).code);

const LACKS_PARTS = new Set(["not-uploaded", "parts-missing", "parts-differ"]);

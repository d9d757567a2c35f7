import {
  type Caller,
  ChangedMeanwhile,
  type Clock,
  FileDeleted,
  type FileRecord,
  type Files,
  IdempotencyConflict,
  isPlan,
  isSameRequest,
  type Plan,
  type PlanView,
  planView,
  type StatusView,
  type Storage,
  statusView,
  takesParts,
  type UploadRequest,
  type UploadView,
  type Written,
} from "@malote/core";
import type { RequestHeaders } from "@malote/core/http";
import type { RequestedUpload } from "@malote/core/upload-rules";
import { type AnnouncePorts, announceFile } from "./announce-file.ts";
import type { RequireOwner } from "./require-owner.ts";

export type UploadPorts = AnnouncePorts & {
  files: Pick<Files, "create">;
  storage: Pick<Storage, "presignPost" | "createUpload" | "abortUpload">;
  /** Left out if the owners of files are not users of our pool. */
  requireOwner?: RequireOwner | undefined;
  clock?: Clock;
};

/** A form to send the file with, a plan to send it in parts, or the status of a file that needs neither any more. */
export type UploadOutcome = { form: UploadView | PlanView } | { known: StatusView };

/**
 * Writes the record of the announced file and returns a form that lets exactly its bytes into the bucket, or a plan of its
 * parts. The record is written before the response, so that no bytes arrive without a record. With an Idempotency-Key the
 * id follows from the key: a repeated request returns the same file, with a form that is signed anew and never valid
 * beyond the first expiry.
 * @throws InvalidRequest (400), Forbidden (403), FileDeleted (410), UnknownOwner and IdempotencyConflict (422)
 */
export const requestUpload =
  (ports: UploadPorts) =>
  async (
    upload: RequestedUpload<UploadRequest>,
    caller: Caller,
    headers: RequestHeaders,
  ): Promise<UploadOutcome> => {
    const now = (ports.clock ?? (() => new Date()))();
    const key = headers["idempotency-key"];
    const file = announceFile(ports, upload, caller, key, now);
    if (file.uploaded_by !== undefined) await ports.requireOwner?.(file.owner, now);
    const created = isPlan(file) ? await createPlan(ports, file) : await ports.files.create(file);
    if (created.ok) return { form: await formFor(ports, created.file, secondsUntilEnd(created.file, now)) };
    if (key === undefined || !created.current) throw new ChangedMeanwhile();
    return replay(ports, file, created.current, now);
  };

/**
 * Creates the multipart upload, and then the record with its id. If this is cut off between the two, the lifecycle rule
 * aborts the upload. An upload of a file that exists already is aborted at once.
 */
const createPlan = async ({ files, storage }: UploadPorts, plan: Plan): Promise<Written> => {
  const upload = await storage.createUpload(plan);
  const written = await files.create({ ...plan, ...upload });
  // The lifecycle rule aborts it if this call fails. The caller's response does not depend on it.
  if (!written.ok) await storage.abortUpload(plan.key_path, upload.upload_id).catch(() => {});
  return written;
};

/** The response to a repeated Idempotency-Key. */
const replay = async (
  ports: UploadPorts,
  requested: FileRecord,
  known: FileRecord,
  now: Date,
): Promise<UploadOutcome> => {
  if (known.status === "deleted") throw new FileDeleted();
  if (!isSameRequest(requested, known)) throw new IdempotencyConflict();
  const secondsLeft = secondsUntilEnd(known, now);
  const isAwaited = known.status === "pending" || takesParts(known);
  return isAwaited && secondsLeft >= 1
    ? { form: await formFor(ports, known, secondsLeft) }
    : { known: statusView(known) };
};

const secondsUntilEnd = ({ expires_at }: FileRecord, now: Date): number =>
  Math.floor((Date.parse(expires_at) - now.getTime()) / 1000);

const formFor = async (
  { storage }: UploadPorts,
  file: FileRecord,
  seconds: number,
): Promise<UploadView | PlanView> => {
  if (isPlan(file)) return planView(file, seconds);
  const { url, fields } = await storage.presignPost(file, seconds);
  return {
    file_id: file.file_id,
    file_name: file.file_name,
    method: "POST",
    url,
    fields,
    expires_at: file.expires_at,
    expires_in: seconds,
  };
};

import type { UploadRequest } from "../contract/requests.ts";
import type { PlanView, StatusView, UploadView } from "../contract/responses.ts";
import { type Caller, trackerOf } from "../domain/caller.ts";
import { ChangedMeanwhile, FileDeleted, IdempotencyConflict, InvalidRequest } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";
import { isIdempotencyKey, isSameRequest } from "../domain/idempotency.ts";
import { isPlan, takesParts } from "../domain/plan.ts";
import { rearm, rearmPlan, secondsOfForm, waitsForBytes, wasFound } from "../domain/rearm.ts";
import type { RequestedUpload } from "../domain/upload-rules.ts";
import type { Clock, Files, Storage } from "../ports.ts";
import { planView, statusView } from "../views/file-views.ts";
import { type AnnouncePorts, announceFile } from "./announce-file.ts";
import type { RequireOwner } from "./require-owner.ts";

export type UploadPorts = AnnouncePorts & {
  files: Pick<Files, "create" | "save">;
  storage: Pick<Storage, "presignPost" | "createUpload" | "abortUpload">;
  /** Left out if the owners of files are not users of our pool. */
  requireOwner?: RequireOwner | undefined;
  clock?: Clock;
};

/** A form to send the file with, a plan to send it in parts, or the status of a file that needs neither any more. */
export type UploadOutcome = { form: UploadView | PlanView } | { known: StatusView };

/** The headers of a request by their lower-case names. */
type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Writes the record of the announced file and returns a form that lets exactly its bytes into the bucket, or a plan of its
 * parts. The record is written before the response, so that no bytes arrive without a record. With an
 * Idempotency-Key the id follows from the key: a repeated request returns the same file, with a form that is signed
 * anew for the time that is left. When that time is over and nothing has arrived, the file gets another form.
 * @param index the place of the file in a request that announces many: each place has an id of its own for the same key
 * @throws InvalidRequest (400), Forbidden (403), ChangedMeanwhile (409), FileDeleted (410), UnknownOwner and
 * IdempotencyConflict (422)
 */
export const requestUpload =
  (ports: UploadPorts) =>
  async (
    upload: RequestedUpload<UploadRequest>,
    caller: Caller,
    headers: Headers,
    index?: number,
  ): Promise<UploadOutcome> => {
    const now = (ports.clock ?? (() => new Date()))();
    const key = idempotencyKeyOf(headers);
    const file = announceFile(ports, upload, caller, key === undefined ? undefined : [key, index], now);
    if (file.uploaded_by !== undefined) await ports.requireOwner?.(file.owner, now);
    // If this is cut off before the record is written, the lifecycle rule aborts the upload of a plan.
    const requested = isPlan(file) ? { ...file, ...(await ports.storage.createUpload(file)) } : file;
    const created = await ports.files.create(requested);
    if (created.ok) return { form: await formFor(ports, created.file, now) };
    try {
      if (key === undefined || !created.current) throw new ChangedMeanwhile();
      const current = await currentFile(ports, requested, created.current, caller, now);
      await abortUnless(ports, requested, current);
      return isAwaited(current, now)
        ? { form: await formFor(ports, current, now) }
        : { known: statusView(current) };
    } catch (thrown) {
      await abortUnless(ports, requested);
      throw thrown;
    }
  };

/**
 * The request's Idempotency-Key, if it has one.
 * @throws InvalidRequest (400) for a malformed one
 */
export const idempotencyKeyOf = (headers: Headers): string | undefined => {
  const key = headers["idempotency-key"];
  if (key !== undefined && !isIdempotencyKey(key))
    throw new InvalidRequest([
      { pointer: "#", detail: "The header Idempotency-Key takes 1 to 255 visible ASCII characters." },
    ]);
  return key;
};

/** What the caller gets: the form, or the status. */
export const uploadViewOf = (outcome: UploadOutcome): UploadView | PlanView | StatusView =>
  "form" in outcome ? outcome.form : outcome.known;

/** The reconciler writes twice in the life of a form. After this many lost races, another writer must be the reason. */
const TRIES = 4;

/**
 * The file of a repeated Idempotency-Key, with another form or plan if the time of the last one is over. It makes no call to
 * find out whether bytes have arrived: a record that waits for bytes was claimed by no mover, and bytes that come twice do
 * no harm (docs/races.md).
 */
const currentFile = async (
  ports: UploadPorts,
  requested: FileRecord,
  known: FileRecord,
  caller: Caller,
  now: Date,
): Promise<FileRecord> => {
  let file = known;
  for (let i = 0; i < TRIES; i++) {
    if (file.status === "deleted") throw new FileDeleted();
    if (!isSameRequest(requested, file)) throw new IdempotencyConflict();
    if (!waitsForBytes(file) || wasFound(file) || secondsOfForm(file, now) >= 1) return file;
    const [by, at] = [trackerOf(caller, file), now.toISOString()];
    const armed = isPlan(requested)
      ? rearmPlan(file, by, at, requested)
      : rearm(file, by, at, ports.expirySeconds);
    const written = await ports.files.save(file, armed);
    if (written.ok) {
      await abortUnless(ports, file, written.file);
      return written.file;
    }
    // TTL has removed the record. The same call creates it again.
    if (!written.current) break;
    file = written.current;
  }
  throw new ChangedMeanwhile();
};

/** Whether the file has a form or a plan that can still be used. */
const isAwaited = (file: FileRecord, now: Date): boolean =>
  secondsOfForm(file, now) >= 1 ||
  ((takesParts(file) || lacksBytes(file)) && secondsUntilEnd(file, now) >= 1);

/** A message came before the bytes of a form. The event of the bytes moves them, whenever they come. */
const lacksBytes = (file: FileRecord): boolean => file.error_code === "bytes-missing" && !isPlan(file);

/** Aborts the upload of `file` if it is not that of `current`. If that fails, the lifecycle rule does it. */
const abortUnless = async (
  { storage }: UploadPorts,
  { key_path, upload_id }: FileRecord,
  current?: FileRecord,
): Promise<void> => {
  if (upload_id === undefined || upload_id === current?.upload_id) return;
  await storage.abortUpload(key_path, upload_id).catch(() => {});
};

const secondsUntilEnd = ({ expires_at }: FileRecord, now: Date): number =>
  Math.floor((Date.parse(expires_at) - now.getTime()) / 1000);

const formFor = async (
  { storage }: UploadPorts,
  file: FileRecord,
  now: Date,
): Promise<UploadView | PlanView> => {
  const seconds = secondsUntilEnd(file, now);
  if (isPlan(file)) return planView(file, seconds);
  const { url, fields } = await storage.presignPost(file, seconds);
  return {
    file_id: file.file_id,
    file_name: file.file_name,
    extension: file.extension,
    type: file.content_type,
    method: "POST",
    url,
    fields,
    expires_at: file.expires_at,
    expires_in: seconds,
  };
};

import { randomUUID } from "node:crypto";
import type { UploadRequest } from "../contract/requests.ts";
import type { StatusView, UploadView } from "../contract/responses.ts";
import { type Caller, requireRelay, trackerOf } from "../domain/caller.ts";
import { ChangedMeanwhile, FileDeleted, IdempotencyConflict, InvalidRequest } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";
import { fileIdFor, isIdempotencyKey, isSameRequest } from "../domain/idempotency.ts";
import { newFile } from "../domain/new-file.ts";
import { rearm, secondsOfForm, waitsForBytes } from "../domain/rearm.ts";
import type { RequestedUpload } from "../domain/upload-rules.ts";
import type { Clock, Files, IdGenerator, Storage } from "../ports.ts";
import { statusView } from "../views/file-views.ts";
import type { RequireOwner } from "./require-owner.ts";

export type UploadPorts = {
  files: Pick<Files, "create" | "save">;
  storage: Pick<Storage, "presignPost">;
  /** Seconds for which the presigned POST is valid. */
  expirySeconds: number;
  /** Left out if the owners of files are not users of our pool. */
  requireOwner?: RequireOwner | undefined;
  clock?: Clock;
  /** Makes a random UUID, because an id must not show when it was made. */
  newId?: IdGenerator;
};

/** A form to send the file with, or the status of a file that needs no form any more. */
export type UploadOutcome = { form: UploadView } | { known: StatusView };

/** The headers of a request by their lower-case names. */
type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Writes the record of the announced file and returns a form that lets exactly its bytes into the bucket.
 * The record is written before the form is returned, so that no bytes arrive without a record. With an
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
    const file = announce(ports, upload, caller, key === undefined ? undefined : [key, index], now);
    if (file.uploaded_by !== undefined) await ports.requireOwner?.(file.owner, now);
    const created = await ports.files.create(file);
    if (created.ok) return { form: await formFor(ports, file, ports.expirySeconds) };
    if (key === undefined || !created.current) throw new ChangedMeanwhile();
    return replay(ports, file, created.current, caller, now);
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

/** The record of the announced file, if the request is valid. */
const announce = (
  { expirySeconds, newId = randomUUID }: UploadPorts,
  upload: RequestedUpload<UploadRequest>,
  caller: Caller,
  key: [key: string, index: number | undefined] | undefined,
  now: Date,
): FileRecord => {
  const { on_behalf_of, len, checksum } = upload.members;
  if (on_behalf_of !== undefined) requireRelay(caller);
  const { fileName, extension, media, path, tags } = upload;
  // The rules of the route check this as well. A request that skipped them gets no further.
  if ("fault" in media) throw new InvalidRequest([{ pointer: "#/type", detail: media.fault }]);

  const owner = on_behalf_of ?? caller.sub;
  return newFile(
    {
      file_id: key === undefined ? newId() : fileIdFor(caller.sub, owner, ...key),
      owner,
      uploaded_by: owner === caller.sub ? undefined : caller.sub,
      file_name: fileName,
      extension,
      content_type: media.content_type,
      len,
      checksum,
      path,
      tags,
    },
    now.toISOString(),
    expirySeconds,
  );
};

/** What the caller gets: the form, or the status. */
export const uploadViewOf = (outcome: UploadOutcome): UploadView | StatusView =>
  "form" in outcome ? outcome.form : outcome.known;

/** The reconciler writes twice in the life of a form. After this many lost races, another writer must be the reason. */
const TRIES = 4;

/**
 * The response to a repeated Idempotency-Key. It makes no call to find out whether bytes have arrived: a record that
 * waits for bytes was claimed by no mover, and bytes that come twice do no harm (docs/races.md).
 */
const replay = async (
  ports: UploadPorts,
  requested: FileRecord,
  known: FileRecord,
  caller: Caller,
  now: Date,
): Promise<UploadOutcome> => {
  let file = known;
  for (let i = 0; i < TRIES; i++) {
    if (file.status === "deleted") throw new FileDeleted();
    if (!isSameRequest(requested, file)) throw new IdempotencyConflict();
    if (!waitsForBytes(file)) return { known: statusView(file) };
    const seconds = secondsOfForm(file, now);
    if (seconds >= 1) return { form: await formFor(ports, file, seconds) };
    const armed = rearm(file, trackerOf(caller, file), now.toISOString(), ports.expirySeconds);
    const written = await ports.files.save(file, armed);
    if (written.ok) return { form: await formFor(ports, written.file, ports.expirySeconds) };
    // TTL has removed the record. The same call creates it again.
    if (!written.current) break;
    file = written.current;
  }
  throw new ChangedMeanwhile();
};

const formFor = async ({ storage }: UploadPorts, file: FileRecord, seconds: number): Promise<UploadView> => {
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

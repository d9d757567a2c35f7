import { randomUUID } from "node:crypto";
import {
  type Caller,
  ChangedMeanwhile,
  type Clock,
  FileDeleted,
  type FileRecord,
  type Files,
  fileIdFor,
  IdempotencyConflict,
  type IdGenerator,
  InvalidRequest,
  isIdempotencyKey,
  isSameWish,
  newFile,
  requireRelay,
  type StatusView,
  type Storage,
  statusView,
  type UploadRequest,
  type UploadView,
} from "@malote/core";
import type { RequestHeaders } from "@malote/core/http";
import {
  enforceLimits,
  mediaTypeOf,
  normaliseExtension,
  normaliseName,
  type UploadLimits,
} from "@malote/core/upload-rules";

export type UploadPorts = {
  files: Pick<Files, "create">;
  storage: Pick<Storage, "presignPost">;
  limits: UploadLimits;
  /** How long the presigned POST is good for. */
  expirySeconds: number;
  clock?: Clock;
  /** A random UUID: an id must not tell when it was made. */
  newId?: IdGenerator;
};

/** A form to send the file with, or the status of a file that needs none any more. */
export type UploadOutcome = { form: UploadView } | { known: StatusView };

/**
 * Takes down what is to come and hands out a form that lets exactly that into the bucket.
 * The record stands before the form leaves, so that no bytes ever come unknown. With an
 * Idempotency-Key the id follows from it: asked again, the same file is answered, signed anew but
 * never beyond its first expiry.
 * @throws InvalidRequest (400), Forbidden (403), FileDeleted (410), FileTooLarge (413),
 * TypeNotAllowed (415), ChecksumNotForSize (422), IdempotencyConflict (422)
 */
export const requestUpload =
  (ports: UploadPorts) =>
  async (wish: UploadRequest, caller: Caller, headers: RequestHeaders): Promise<UploadOutcome> => {
    const now = (ports.clock ?? (() => new Date()))();
    const key = headers["idempotency-key"];
    const file = announce(ports, wish, caller, key, now);
    const created = await ports.files.create(file);
    if (created.ok) return { form: await formFor(ports, file, ports.expirySeconds) };
    if (key === undefined || !created.current) throw new ChangedMeanwhile();
    return replay(ports, file, created.current, now);
  };

/** The record as it would be, if everything about the wish is in order. */
const announce = (
  { limits, expirySeconds, newId = randomUUID }: UploadPorts,
  wish: UploadRequest,
  caller: Caller,
  key: string | undefined,
  now: Date,
): FileRecord => {
  if (wish.on_behalf_of !== undefined) requireRelay(caller);
  if (key !== undefined && !isIdempotencyKey(key))
    throw new InvalidRequest([
      { pointer: "#", detail: "The header Idempotency-Key takes 1 to 255 visible ASCII characters." },
    ]);
  const extension = normaliseExtension(wish.extension);
  const media = mediaTypeOf(wish.type, extension);
  // The rules have spoken of this already; a wish that did not pass them gets no further.
  if ("fault" in media) throw new InvalidRequest([{ pointer: "#/type", detail: media.fault }]);
  enforceLimits(wish, media.content_type, limits);

  const owner = wish.on_behalf_of ?? caller.sub;
  return newFile(
    {
      file_id: key === undefined ? newId() : fileIdFor(caller.sub, owner, key),
      owner,
      uploaded_by: owner === caller.sub ? undefined : caller.sub,
      file_name: normaliseName(wish.file_name),
      extension,
      content_type: media.content_type,
      len: wish.len,
      checksum: wish.checksum,
    },
    now.toISOString(),
    expirySeconds,
  );
};

/** What the same key gives another time. */
const replay = async (
  ports: UploadPorts,
  asked: FileRecord,
  known: FileRecord,
  now: Date,
): Promise<UploadOutcome> => {
  if (known.status === "deleted") throw new FileDeleted();
  if (!isSameWish(asked, known)) throw new IdempotencyConflict();
  const secondsLeft = Math.floor((Date.parse(known.expires_at) - now.getTime()) / 1000);
  return known.status === "pending" && secondsLeft >= 1
    ? { form: await formFor(ports, known, secondsLeft) }
    : { known: statusView(known) };
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
  };
};

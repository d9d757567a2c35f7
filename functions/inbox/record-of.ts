import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type Checksums,
  COPIED_A_SECOND,
  endedAttributes,
  type FileRecord,
  fileIdFor,
  INBOX,
  newFile,
  type ObjectHead,
  pathFault,
  secondsAfter,
} from "@malote/core";
import { MAX_NAME_BYTES, type RequestedUpload } from "@malote/core/uploads";
import type { Place } from "./place-of.ts";
import type { InboxObject, InboxPorts, Rules } from "./ports.ts";

/**
 * The seconds that an object may take to be copied to temp/ before its file counts as expired: as long as a message is retried
 * while S3 or the table fails. An object of terabytes gets twice the time of its copies.
 */
export const WAITS_SECONDS = 3600;

/** The codes of objects that are refused. */
export type RefusalCode = "name-not-accepted" | "type-not-allowed" | "file-too-large";

/**
 * The record of an object of inbox/. `pending` until its bytes are in temp/, as for any other file. `error` if the rules of
 * this deployment refuse it.
 * The id follows from key, ETag and sequencer: an event that comes twice finds the record, and an overwrite is a new file.
 */
export const recordOf = (
  { uploads, parts, clock }: Pick<InboxPorts, "uploads" | "parts" | "clock">,
  { key, etag, sequencer }: InboxObject,
  place: Place,
  source: ObjectHead,
): FileRecord => {
  const { owner, file_name, path } = place;
  const at = clock().toISOString();
  // The type says nothing, so the extension decides it, and the mover compares the bytes.
  const upload = uploads.refine({
    file_name,
    type: "",
    len: source.size,
    ...(path !== undefined && { path }),
  });
  const refusal = refusalOf(uploads, upload);
  // In parts, the object is copied twice: to temp/, and from there to dest/.
  const inParts = source.size > parts.thresholdBytes;
  const copySeconds = inParts ? Math.ceil((2 * source.size) / COPIED_A_SECOND) : 0;
  const file = newFile(
    {
      // No user is "inbox", so no Idempotency-Key gives the same id.
      file_id: fileIdFor(INBOX, key, `${etag}:${sequencer}`),
      owner,
      uploaded_by: INBOX,
      file_name: shownName(upload.fileName),
      extension: upload.extension,
      content_type: contentTypeOf(upload),
      len: source.size,
      checksum: checksumOf(source.checksums, inParts),
      path: path === undefined || pathFault(path) !== undefined ? undefined : upload.path,
    },
    at,
    // Up to an hour, the mover claims the file with one write (keepsCheck).
    Math.max(WAITS_SECONDS, 2 * copySeconds),
  );
  // The alarm on stuck files begins to count when the copies should be done.
  if (!refusal) return inParts ? { ...file, requested_at: secondsAfter(at, copySeconds) } : file;
  const { open_shard, check_at, ...kept } = file;
  return {
    ...kept,
    ...endedAttributes("error", at),
    status: "error",
    details: refusal.details,
    error_code: refusal.code,
    retryable: false,
    history: [{ status: "error", at, by: INBOX, details: refusal.details }],
  };
};

const refusalOf = (
  { rules }: Rules,
  upload: RequestedUpload,
): { code: RefusalCode; details: string } | undefined => {
  for (const { check, refusal, pointer } of rules) {
    const detail = check(upload);
    if (detail === undefined) continue;
    const code = refusal?.({ pointer, detail }).code;
    return {
      code: code === "type-not-allowed" || code === "file-too-large" ? code : "name-not-accepted",
      details: detail,
    };
  }
  return undefined;
};

/** An empty type is never wrong. */
const contentTypeOf = ({ media }: RequestedUpload): string =>
  "fault" in media ? "application/octet-stream" : media.content_type;

/** The checksum of the whole that S3 has. It has no SHA-256 of a copy in parts. */
const checksumOf = (checksums: Checksums, inParts: boolean): Checksum | undefined => {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = checksums[algorithm];
    if (value !== undefined && !(inParts && algorithm === "SHA256")) return { algorithm, value };
  }
  return undefined;
};

/** The name as a list can show it, also of an object that is refused for its name. encodeInto writes only whole characters. */
const shownName = (name: string): string => {
  const plain = name.replace(/[\p{Cc}\u2028\u2029\\]/gu, "_");
  return plain.slice(0, new TextEncoder().encodeInto(plain, new Uint8Array(MAX_NAME_BYTES)).read);
};

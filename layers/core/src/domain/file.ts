import { TransitionNotAllowed } from "./errors.ts";
import { destPath, keyPath } from "./keys.ts";
import { uploadsOf } from "./multipart.ts";
import { type Actor, reachable, type Status } from "./status.ts";

export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA256"] as const;

/** Of the whole file; `value` is base64 of the big-endian digest, as S3 writes it. */
export type Checksum = { algorithm: (typeof CHECKSUM_ALGORITHMS)[number]; value: string };

export type Change = { status: Status; at: string; by: Actor; details?: string };

/**
 * The record of one file: the authority on where its bytes are and who may see them.
 * Times are ISO 8601 in UTC with milliseconds, which sort and compare as text.
 */
export type FileRecord = {
  file_id: string;
  owner: string;
  /** The relay that uploads it on the owner's behalf. */
  uploaded_by?: string;
  file_name: string;
  /** The name as lists are searched for it. */
  name_key: string;
  /** With the dot and in lower case; empty where the name has none. */
  extension: string;
  content_type: string;
  len: number;
  checksum?: Checksum;
  key_path: string;
  dest_path: string;
  status: Status;
  /** A sentence for the user. */
  details?: string;
  /** Why it is in `error`: the stable code behind `details`. */
  error_code?: string;
  /** What the operator needs to know of an `error`; never shown to users. */
  cause?: string;
  retryable?: boolean;
  /** ETag of the bytes that were moved. */
  source_etag?: string;
  /** S3's sequencer of the event that moved them; orders events of one key. */
  sequencer?: string;
  /** Plus one with every write; fences off whoever is late. */
  version: number;
  /** Claims since the last progress or retry. */
  attempts: number;
  created_at: string;
  updated_at: string;
  /** When the presigned POST ends. S3 looks at it only as a POST begins. */
  expires_at: string;
  history: Change[];
  lease_owner?: string;
  lease_until?: string;
  /** One claim: tells it from another by the same message. */
  lease_id?: string;
  /** The client's multipart upload to key_path: bytes that come in parts, until the file is completed. */
  upload_id?: string;
  /**
   * The multipart upload that copies a large file to dest_path, until that is completed; an `error` and a tombstone
   * keep it, for whoever must abort it.
   */
  copy_upload_id?: string;
  /** ETag of the bytes it was begun with: parts of others are never mixed in. */
  copy_source_etag?: string;
  /** Its part size in bytes, which stays what it was though the configuration changes. */
  copy_part_bytes?: number;
  /** Shard of the sparse index `open`: set while the file is not finished. */
  open_shard?: string;
  /** When the reconciler is to look at it. */
  check_at?: string;
  /** TTL in epoch seconds; only `expired` and `deleted` records ever have one. */
  purge_at?: number;
};

/** The last changes that a record keeps. */
export const HISTORY_LENGTH = 20;
export const OPEN_SHARDS = 4;
/** A queued file that nobody claimed within this time is looked at: the queue's visibility timeout and a little. */
export const QUEUED_CHECK_SECONDS = 900;

export const openShard = (fileId: string): string =>
  String(Number.parseInt(fileId.slice(0, 2), 16) % OPEN_SHARDS);

export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

export type NewFile = Pick<
  FileRecord,
  "file_id" | "owner" | "file_name" | "extension" | "content_type" | "len"
> & {
  checksum?: Checksum | undefined;
  uploaded_by?: string | undefined;
};

/**
 * A name as lists are searched for it: whatever its case and its compatibility forms. A sigma is
 * one letter wherever it stands, and a Turkish İ an i, so that part of a name is found in the whole.
 */
export const nameKey = (name: string): string =>
  name.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("\u0307", "");

export const newFile = (
  { checksum, uploaded_by, ...file }: NewFile,
  at: string,
  expiresInSeconds: number,
): FileRecord => {
  const expires_at = secondsAfter(at, expiresInSeconds);
  return {
    ...file,
    ...(checksum && { checksum }),
    ...(uploaded_by !== undefined && { uploaded_by }),
    name_key: nameKey(file.file_name),
    key_path: keyPath(file.file_id, file.extension),
    dest_path: destPath(file.file_id, file.extension),
    status: "pending",
    version: 1,
    attempts: 0,
    created_at: at,
    updated_at: at,
    expires_at,
    history: [{ status: "pending", at, by: "owner" }],
    open_shard: openShard(file.file_id),
    check_at: expires_at,
  };
};

/**
 * The changes a reader sees: the last 20, a status that already held told once.
 * A claim always writes `uploaded` and `processing`, so that it needs no read; where the file was
 * `uploaded` before, that is the same status again, and no change.
 */
export const historyOf = (changes: readonly Change[]): Change[] =>
  changes.filter((change, i) => change.status !== changes[i - 1]?.status).slice(-HISTORY_LENGTH);

export type Step = {
  to: Status;
  by: Actor;
  at: string;
  details?: string | undefined;
  /** What else this step writes; undefined removes the attribute. */
  set?: { [K in keyof FileRecord]?: FileRecord[K] | undefined };
};

/** What belongs to one stay in a status, and goes when the file moves on. */
const PASSING = [
  "details",
  "error_code",
  "cause",
  "retryable",
  "lease_owner",
  "lease_until",
  "lease_id",
  "open_shard",
  "check_at",
  "purge_at",
] as const;

/**
 * The record after `step`, one version on.
 * @throws TransitionNotAllowed where the table does not have it.
 */
export const advance = (file: FileRecord, { to, by, at, details, set = {} }: Step): FileRecord => {
  if (!reachable(by, file.status).includes(to)) throw new TransitionNotAllowed(file.status, to);
  const change: Change = { status: to, at, by, ...(details !== undefined && { details }) };
  const next: Record<string, unknown> = { ...file };
  for (const name of PASSING) delete next[name];
  Object.assign(next, openness(file.file_id, to, at), {
    status: to,
    details,
    version: file.version + 1,
    updated_at: at,
    history: historyOf([...file.history, change]),
    ...set,
  });
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as FileRecord;
};

/** The record with `set` written into a stay that goes on: the same status, one version on. */
export const amend = (file: FileRecord, at: string, set: Partial<FileRecord>): FileRecord => ({
  ...file,
  ...set,
  version: file.version + 1,
  updated_at: at,
});

/** For `Step.set`, once a copy in parts is done with. */
export const NO_COPY = {
  copy_upload_id: undefined,
  copy_source_etag: undefined,
  copy_part_bytes: undefined,
} as const;

/** Where the sparse index `open` has a file that went to `status` at `at`. */
const openness = (fileId: string, status: Status, at: string): Pick<FileRecord, "open_shard" | "check_at"> =>
  status === "uploaded" || status === "processing"
    ? { open_shard: openShard(fileId), check_at: secondsAfter(at, QUEUED_CHECK_SECONDS) }
    : {};

/** The reconciler looks at a tombstone this long after the last that could still bring bytes is over. */
const TOMBSTONE_CHECK_SECONDS = 60;
/** Where S3 may still be at a completion that nobody waits for any more: it could make an object yet. */
const UPLOAD_TOMBSTONE_CHECK_SECONDS = 3600;

/**
 * The record as a tombstone. It keeps the lease of a mover at work, and stays in the index `open`
 * until both the lease and the presigned POST are over: bytes may come until then, and for an hour longer where
 * the record knows a multipart upload.
 */
export const entomb = (file: FileRecord, at: string): FileRecord => {
  const last =
    [at, file.expires_at, ...(isHeld(file, at) ? [file.lease_until ?? at] : [])].toSorted().at(-1) ?? at;
  const lease = isHeld(file, at) ? { lease_owner: file.lease_owner, lease_until: file.lease_until } : {};
  return advance(file, {
    to: "deleted",
    by: "owner",
    at,
    set: {
      ...lease,
      open_shard: openShard(file.file_id),
      check_at: secondsAfter(
        last,
        uploadsOf(file).length > 0 ? UPLOAD_TOMBSTONE_CHECK_SECONDS : TOMBSTONE_CHECK_SECONDS,
      ),
    },
  });
};

/** Whether a mover works on the file now. */
export const isHeld = (file: FileRecord, at: string): boolean =>
  file.status === "processing" && file.lease_until !== undefined && file.lease_until >= at;

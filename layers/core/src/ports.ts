import type { CopyPartSizes } from "./domain/copy-parts.ts";
import type { Position } from "./domain/cursor.ts";
import type { Checksum, FileRecord, ListedFile } from "./domain/file.ts";
import type { OpenPlan, Plan } from "./domain/plan.ts";
import type { Status } from "./domain/status.ts";

/** The outcome of a conditional write: the record that was written, or the current record (if any) that refused it. */
export type Written = { ok: true; file: FileRecord } | { ok: false; current: FileRecord | undefined };

export type Claim = {
  file_id: string;
  key_path: string;
  dest_path: string;
  /** The id of the message. The same message may take its own lease again. */
  lease_owner: string;
  lease_until: string;
  at: string;
  max_attempts: number;
};

/** The table of records. Each function makes one call, if nothing else is said. */
export type Files = {
  /** Writes a new record. If the id is taken, it returns the record that has it. */
  create(file: FileRecord): Promise<Written>;
  /** The record as of the last write. */
  get(fileId: string): Promise<FileRecord | undefined>;
  /**
   * The records as of their last writes, at most 100. An id without a record is left out. It makes one call, and more for what
   * DynamoDB did not process: `calls` in all (default 3).
   */
  getMany(fileIds: readonly string[], calls?: number): Promise<FileRecord[]>;
  /** Replaces `before` by `after`, if status and version are still those of `before`. */
  save(before: FileRecord, after: FileRecord): Promise<Written>;
  /**
   * Takes a lease on a file that may be moved. It does not read the record first. Only a file whose entry in the index `open`
   * must change needs a second write: bytes that came after the form had expired, and a plan that nobody confirmed.
   */
  claim(claim: Claim): Promise<Written>;
};

export type ListQuery = {
  owner: string;
  status: Status | undefined;
  /** Part of a name, in the form of nameKey. */
  name: string | undefined;
  /** Only files in this folder or its subfolders, in the order of `by-path`. */
  path?: string | undefined;
  /** Only files with all of these tags. */
  tags?: readonly (readonly [key: string, value: string])[] | undefined;
  limit: number;
  /** The last file of the page before. */
  after: Position | undefined;
};

/** The members of a record that the index `open` holds. */
export type OpenFile = Pick<
  FileRecord,
  "file_id" | "ended" | "created_at" | "requested_at" | "check_at" | "part_bytes" | "arrived_at" | "len"
>;

/** The end of a page of one shard of `open`. Only the table reads it. */
export type DueCursor = Record<string, unknown>;

export type DueQuery = {
  /** 0 to OPEN_SHARDS - 1. */
  shard: number;
  now: string;
  /** The end of the previous page. */
  after: DueCursor | undefined;
};

/** The indexes of the table. They are eventually consistent. */
export type FileIndexes = {
  /** A user's own files, newest first; those of a path folder by folder. `next` is present if there may be more. */
  list(query: ListQuery): Promise<{ files: ListedFile[]; next?: Position }>;
  /** The files that are not finished. `complete` is false if there are more than a few calls can read. */
  open(): Promise<{ files: OpenFile[]; complete: boolean }>;
  /** A page of the files of one shard that are due for a check, longest overdue first. `next` is present if there are more. */
  due(query: DueQuery): Promise<{ files: OpenFile[]; next?: DueCursor }>;
};

export type ObjectHead = {
  etag: string;
  size: number;
  /** In whole seconds, by S3's clock. */
  last_modified?: string;
  metadata: Record<string, string>;
  /** Checksums of the whole object. A checksum that S3 made of the parts' checksums is left out. */
  checksums: Checksums;
};

export type Checksums = { [A in Checksum["algorithm"]]?: string };

/** Who signs download URLs. */
export type DownloadSigner = Pick<Storage, "presignDownload">;

export type PresignedPost = { url: string; fields: Record<string, string> };

/** The bucket. ETags have quotes, as in S3. */
export type Storage = PlanStorage & {
  /** A presigned POST whose policy fixes key, type, exact length and checksum. It makes no call. */
  presignPost(file: FileRecord, expiresInSeconds: number): Promise<PresignedPost>;
  /** A signed URL that downloads the file under its own name. It makes no call. */
  presignDownload(file: FileRecord, expiresInSeconds: number): Promise<string>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** Deletes an object. An object that does not exist is no error. */
  delete(key: string): Promise<void>;
  /**
   * Aborts a multipart upload. An upload that does not exist is no error. A part that S3 is still receiving may be stored
   * after the abort, and needs another abort.
   */
  abortUpload(key: string, uploadId: string): Promise<void>;
};

/** A part that the client sent. `checksums` has the names of S3's API, such as ChecksumCRC32. */
export type UploadedPart = {
  number: number;
  etag: string;
  size: number;
  checksums: Readonly<Record<string, string>>;
  /** The time at which S3 received it. */
  last_modified?: string;
};

/** The multipart uploads of plans. */
export type PlanStorage = Pick<ClientUpload, "uploadedParts"> & {
  /** Creates the upload to key_path. `checksum_type` is set if S3 compares the checksum of the whole when it is completed. */
  createUpload(
    plan: Plan,
  ): Promise<Required<Pick<FileRecord, "upload_id">> & Pick<FileRecord, "checksum_type">>;
  /**
   * A presigned PUT of one part, whose exact length and checksum are signed. `headers` must be sent with it. It makes no
   * call.
   */
  presignPart(
    plan: OpenPlan,
    part: { number: number; size: number; checksum: string },
    expiresInSeconds: number,
  ): Promise<{ url: string; headers: Record<string, string> }>;
  /** A page of up to 1,000 parts after a part number. Undefined if the upload does not exist, or no longer. */
  listParts(
    plan: OpenPlan,
    after: number | undefined,
  ): Promise<{ parts: UploadedPart[]; more: boolean } | undefined>;
};

/** The client's multipart upload to key_path. */
export type ClientUpload = {
  /** The parts that S3 has received. Undefined if the upload does not exist, or no longer. */
  uploadedParts(file: FileRecord, uploadId: string): Promise<UploadedPart[] | undefined>;
  /** Completes the upload if its parts have `len` bytes in all. S3 may take minutes. */
  completeUpload(
    file: FileRecord,
    uploadId: string,
    parts: readonly UploadedPart[],
  ): Promise<{ result: "completed" | "upload-gone" | "unanswered" | "checksum-differs" }>;
};

/** A range of an object. Part numbers begin with 1. `first` and `last` are offsets in bytes, both included. */
export type PartRange = { number: number; first: number; last: number };

/** A part of a copy. `checksum` is of the declared algorithm, if S3 keeps one. */
export type CopiedPart = { number: number; etag: string; size: number; checksum?: string };

/** A copy of key_path to dest_path as a multipart upload. Every mover can continue it. */
export type PartsCopy = {
  /** Starts an upload with the same metadata as a single copy, and returns its id. */
  startCopy(file: FileRecord, etag: string, size: number): Promise<string>;
  /** The parts that were copied. Undefined if the upload does not exist, or no longer. */
  copiedParts(file: FileRecord, uploadId: string): Promise<CopiedPart[] | undefined>;
  /** Copies one part inside S3, if the source still has `etag`. */
  copyPart(file: FileRecord, uploadId: string, part: PartRange, etag: string): Promise<PartOutcome>;
  /** Completes the upload if its parts have `size` bytes in all and the destination is free. S3 may take minutes. */
  completeCopy(
    file: FileRecord,
    uploadId: string,
    parts: readonly CopiedPart[],
    size: number,
  ): Promise<CompletionOutcome>;
};

export type PartOutcome =
  | { result: "copied"; part: CopiedPart }
  | { result: "source-changed" | "source-missing" | "upload-gone" };

export type CompletionOutcome =
  | Copied
  /** The destination is taken: check what is there. */
  | { result: "precondition-failed" }
  /** Somebody completed or aborted the upload: check the destination. */
  | { result: "upload-gone" }
  /** Another write to the destination is running, such as an earlier completion that S3 has not finished. */
  | { result: "conflict" }
  /** The invocation ended its calls before S3 responded. S3 continues by itself. */
  | { result: "unanswered" }
  | { result: "checksum-differs"; etag: string };

/** The bucket as the mover uses it. */
export type MoverStorage = ClientUpload &
  PartsCopy &
  Pick<Storage, "head" | "delete" | "abortUpload"> & {
    /**
     * ETag, size and the first bytes, in one GET. Undefined if the object does not exist. S3 refuses a range of an empty
     * object, so `empty` requests the whole of it.
     */
    peek(
      key: string,
      options: { empty: boolean },
    ): Promise<{ etag: string; size: number; head: Uint8Array } | undefined>;
    /** Copies key_path to dest_path if the source still has `etag` and the destination is free. */
    copy(file: FileRecord, etag: string, size: number): Promise<CopyOutcome>;
    /**
     * Copies an object with its metadata to another key, in parts if it is longer than the threshold (all in bytes).
     * It replaces what is there. Returns false if `from` does not exist.
     */
    copyObject(from: string, to: string, parts: { thresholdBytes: number } & CopyPartSizes): Promise<boolean>;
    /** Deletes the object if it still has `etag`. Returns false if it has another. An object that is gone counts as deleted. */
    deleteIfMatch(key: string, etag: string): Promise<boolean>;
  };

/** The checksums of the whole that S3 computed of the copy. */
type Copied = { result: "copied"; checksums: Checksums };

export type CopyOutcome =
  | Copied
  /** The source changed or the destination is taken: check both. */
  | { result: "precondition-failed" }
  | { result: "source-missing" }
  /** S3 made the copy (with this ETag), but it does not have the declared checksum. */
  | { result: "checksum-differs"; etag: string };

/** The bucket as the function of inbox/ uses it. It copies objects of inbox/ to the key_path of their files. */
export type InboxStorage = PartsCopy &
  Pick<MoverStorage, "head" | "deleteIfMatch" | "abortUpload"> & {
    /**
     * Copies an object to its file in temp/ in one call, if it still has `etag`. It replaces what is there. Returns false if the object
     * has another ETag or does not exist.
     */
    copyIn(
      from: string,
      to: Pick<FileRecord, "key_path" | "content_type" | "checksum">,
      etag: string,
    ): Promise<boolean>;
  };

/** The queue of S3's events of inbox/. */
export type InboxQueue = Deliveries & {
  /** Queues an event again, for a copy that needs another invocation. */
  send(event: object): Promise<void>;
};

export type ListedObject = { key: string; etag: string; last_modified: string };

/** The bucket as the reconciler uses it. */
export type ReconcilerStorage = Pick<
  MoverStorage,
  "head" | "delete" | "deleteIfMatch" | "uploadedParts" | "abortUpload"
> & {
  /** A page of up to 1,000 objects whose keys are greater than `after`, in the order of keys. `more` is true if there are more. */
  list(prefix: string, after: string): Promise<{ objects: ListedObject[]; more: boolean }>;
};

/** Where the sweep of temp/ continues. It is a hint: losing it costs a repeated listing, and nothing else. */
export type SweepCursor = {
  /** The last key that an earlier run has handled. Empty if the sweep begins at the first key. */
  read(): Promise<string>;
  save(after: string): Promise<void>;
};

/** The users who can sign in. */
export type Users = {
  /** Whether a user has this `sub`, a UUID. */
  exists(sub: string): Promise<boolean>;
};

/** What the message that asks for a move says of a file. */
export type MovableFile = Pick<FileRecord, "key_path" | "file_id" | "dest_path">;

export type MoveQueue = {
  /** Asks the mover to move this file. */
  send(file: MovableFile): Promise<void>;
};

/** The messages that the mover received. */
export type Deliveries = {
  /** Sets the message's visibility timeout: the queue delivers it again after so many seconds. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
};

/** Milliseconds until Lambda ends this invocation. */
export type TimeLeft = () => number;

/** Injected, so that tests can set the time. */
export type Clock = () => Date;
export type IdGenerator = () => string;

/** An event for other systems. `time` is that of what happened, in ISO 8601. */
export type OutgoingEvent = { type: string; time: string; detail: object };

/** The bus on which other systems receive events. */
export type EventBus = {
  /**
   * Puts events on the bus, in their order, with one call for up to ten of them. It does not throw.
   * @returns the events that the bus did not take, each with the cause
   */
  put<Event extends OutgoingEvent>(events: readonly Event[]): Promise<ReadonlyMap<Event, unknown>>;
};

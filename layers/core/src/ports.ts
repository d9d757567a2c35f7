import type { Position } from "./domain/cursor.ts";
import type { Checksum, FileRecord, ListedFile } from "./domain/file.ts";
import type { MoveMessage } from "./domain/move-message.ts";
import type { Status } from "./domain/status.ts";

/** What a conditional write came to: written, or the record (if any) that stood in its way. */
export type Written = { ok: true; file: FileRecord } | { ok: false; current: FileRecord | undefined };

export type Claim = {
  file_id: string;
  key_path: string;
  dest_path: string;
  /** The message that does the work: the same message may take its own lease again. */
  lease_owner: string;
  lease_until: string;
  at: string;
  max_attempts: number;
};

/** The records. One call each, whatever the outcome. */
export type Files = {
  /** Writes a new record, or answers the one that has the id. */
  create(file: FileRecord): Promise<Written>;
  /** The record as of the last write. */
  get(fileId: string): Promise<FileRecord | undefined>;
  /** Takes `before` to `after` if nobody wrote in between: on its status and version. */
  save(before: FileRecord, after: FileRecord): Promise<Written>;
  /** Takes a lease on whatever may be moved, without reading first. */
  claim(claim: Claim): Promise<Written>;
};

export type ListQuery = {
  owner: string;
  status: Status | undefined;
  /** Part of a name, as nameKey writes it. */
  name: string | undefined;
  limit: number;
  /** The last file of the page before. */
  after: Position | undefined;
};

/** What the index `open` holds of a file. */
export type OpenFile = Pick<FileRecord, "file_id" | "status" | "created_at" | "check_at">;

/** Where a page of one shard of `open` ended, as the table names it; only ever handed back. */
export type DueCursor = Record<string, unknown>;

export type DueQuery = {
  /** 0 to OPEN_SHARDS - 1. */
  shard: number;
  now: string;
  /** Where the page before ended. */
  after: DueCursor | undefined;
};

/** The indexes beside the table; they follow it within moments. */
export type FileIndexes = {
  /** A user's own files, newest first; `next` where there are more. */
  list(query: ListQuery): Promise<{ files: ListedFile[]; next?: Position }>;
  /** Whatever is not finished; `complete` is false where there was more than a few calls could read. */
  open(): Promise<{ files: OpenFile[]; complete: boolean }>;
  /** A page of what is to be looked at by now, of one shard, longest waiting first; `next` where there is more. */
  due(query: DueQuery): Promise<{ files: OpenFile[]; next?: DueCursor }>;
};

export type ObjectHead = {
  etag: string;
  size: number;
  metadata: Record<string, string>;
  /** Of the whole object; one of its parts' checksums says nothing of the bytes. */
  checksums: { [A in Checksum["algorithm"]]?: string };
};

export type PresignedPost = { url: string; fields: Record<string, string> };

/** The bucket. ETags go in and out as S3 writes them, with their quotes. */
export type Storage = {
  /** A POST policy that pins key, type, exact length and checksum. No call is made. */
  presignPost(file: FileRecord, expiresInSeconds: number): Promise<PresignedPost>;
  /** A GET that downloads under the file's own name. No call is made. */
  presignDownload(file: FileRecord, expiresInSeconds: number): Promise<string>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** Deletes whatever is there; nothing there is no fault. */
  delete(key: string): Promise<void>;
  /**
   * Takes the parts of a multipart upload away; no such upload is no fault. A part that is on its way may
   * land after it, and wants another abort.
   */
  abortUpload(key: string, uploadId: string): Promise<void>;
};

/** A part that the client sent; `checksums` as S3 lists them, by the names they have in its calls. */
export type UploadedPart = {
  number: number;
  etag: string;
  size: number;
  checksums: Readonly<Record<string, string>>;
};

/** The client's multipart upload to key_path. */
export type ClientUpload = {
  /** The parts that came; undefined when there is no such upload (any more). */
  uploadedParts(file: FileRecord, uploadId: string): Promise<UploadedPart[] | undefined>;
  /** Makes the object of the parts, if they are `len` bytes. S3 may take minutes. */
  completeUpload(
    file: FileRecord,
    uploadId: string,
    parts: readonly UploadedPart[],
  ): Promise<{ result: "completed" | "upload-gone" | "unanswered" }>;
};

/** A stretch of an object: part numbers begin with 1, `first` and `last` are offsets of bytes, both included. */
export type PartRange = { number: number; first: number; last: number };

/** A part that lies in a multipart upload; `checksum` is of the declared algorithm, where S3 keeps one. */
export type CopiedPart = { number: number; etag: string; size: number; checksum?: string };

/** A copy of key_path to dest_path as a multipart upload, which any mover may go on with. */
export type PartsCopy = {
  /** Begins one, stamped as a single copy is; answers its upload id. */
  startCopy(file: FileRecord, etag: string, size: number): Promise<string>;
  /** The parts that lie there; undefined when there is no such upload (any more). */
  copiedParts(file: FileRecord, uploadId: string): Promise<CopiedPart[] | undefined>;
  /** Copies one part inside S3, if the source still has `etag`. */
  copyPart(file: FileRecord, uploadId: string, part: PartRange, etag: string): Promise<PartOutcome>;
  /**
   * Makes the object of the parts, if they are `size` bytes and the destination has nothing. S3 may take
   * minutes.
   */
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
  | { result: "copied" }
  /** The destination is taken: look. */
  | { result: "precondition-failed" }
  /** Completed or aborted by somebody: look. */
  | { result: "upload-gone" }
  /** Another write to the destination is under way, such as an earlier completion that S3 still works on. */
  | { result: "conflict" }
  /** The invocation ended its calls before S3 had answered. S3 goes on by itself. */
  | { result: "unanswered" }
  | { result: "checksum-differs"; etag: string };

/** What the mover needs of the bucket besides. */
export type MoverStorage = ClientUpload &
  PartsCopy &
  Pick<Storage, "head" | "delete" | "abortUpload"> & {
    /**
     * ETag, size and the first bytes in one GET; undefined when there is no such object.
     * An empty object has no range to ask for: `empty` asks for the whole of it.
     */
    peek(
      key: string,
      options: { empty: boolean },
    ): Promise<{ etag: string; size: number; head: Uint8Array } | undefined>;
    /** Copies key_path to dest_path if the source still has `etag` and the destination has nothing. */
    copy(file: FileRecord, etag: string, size: number): Promise<CopyOutcome>;
    /** Deletes if the object still has `etag`; false when it has another. Gone already is deleted. */
    deleteIfMatch(key: string, etag: string): Promise<boolean>;
  };

export type CopyOutcome =
  | { result: "copied" }
  /** The source changed or the destination is taken: look. */
  | { result: "precondition-failed" }
  | { result: "source-missing" }
  /** Copied, but the copy (with this ETag) does not have the declared checksum. */
  | { result: "checksum-differs"; etag: string };

export type ListedObject = { key: string; etag: string; last_modified: string };

/** What the reconciler needs of the bucket. */
export type ReconcilerStorage = Pick<
  MoverStorage,
  "head" | "delete" | "deleteIfMatch" | "uploadedParts" | "abortUpload"
> & {
  /** A page of up to 1,000 objects whose keys come after `after`, in the order of keys; `more` where it did not end. */
  list(prefix: string, after: string): Promise<{ objects: ListedObject[]; more: boolean }>;
};

export type MoveQueue = {
  send(message: MoveMessage): Promise<void>;
};

/** What the mover needs of the queue. */
export type Deliveries = {
  /** Has the message come back after so many seconds. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
};

/** Milliseconds until Lambda ends this invocation. */
export type TimeLeft = () => number;

/** Injected, so that tests say what time it is. */
export type Clock = () => Date;
export type IdGenerator = () => string;

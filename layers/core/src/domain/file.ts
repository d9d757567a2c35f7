import type { Actor, Status } from "./status.ts";

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

/** The members of a record that the index `by-owner` holds. */
export type ListedFile = Pick<
  FileRecord,
  "file_id" | "file_name" | "content_type" | "len" | "status" | "created_at" | "updated_at"
> &
  Partial<Pick<FileRecord, "details" | "error_code" | "retryable">>;

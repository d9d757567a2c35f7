import type { Actor, Status } from "./status.ts";
import type { Tags } from "./tags.ts";

export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA256"] as const;

/** The algorithms whose value for a whole file follows from the values of its parts. The first one is the default. */
export const CRC_ALGORITHMS = ["CRC64NVME", "CRC32", "CRC32C"] as const;

export type CrcAlgorithm = (typeof CRC_ALGORITHMS)[number];

export const isCrc = (algorithm: Checksum["algorithm"]): algorithm is CrcAlgorithm => algorithm !== "SHA256";

/** Where the bytes of a quarantined file are on their way to (quarantine.ts). */
export const QUARANTINE_STEPS = ["entering", "held", "leaving"] as const;

/** A checksum of the whole file. `value` is the base64 of the big-endian digest, as in S3. */
export type Checksum = { algorithm: (typeof CHECKSUM_ALGORITHMS)[number]; value: string };

/** `declared` is true if the client announced the same value. */
export type Verified = Checksum & { declared: boolean };

export type Change = { status: Status; at: string; by: Actor; details?: string };

/**
 * The record of one file. It decides where the bytes are and who may read them. Times are ISO 8601 in UTC with
 * milliseconds, so that they can be sorted and compared as text.
 */
export type FileRecord = {
  file_id: string;
  owner: string;
  /** The relay that uploads the file on behalf of its owner. "inbox" if a system wrote it to inbox/. */
  uploaded_by?: string;
  file_name: string;
  /** The form of the name that lists are searched by (nameKey). */
  name_key: string;
  /** With the dot and in lower case. Empty if the name has none. */
  extension: string;
  /** The declared media type. */
  content_type: string;
  /** The media type of the copy, if its bytes are of another format of the declared type's kind. */
  served_type?: string;
  /** In bytes. 0 while the length of a streamed file is not known (max_len). */
  len: number;
  checksum?: Checksum;
  /** The uploader's folder for the file: a label, such as trips/2026. Object keys do not contain it. */
  path?: string;
  /** The sort key of the sparse index `by-path` (pathKey). A tombstone has none. */
  path_key?: string;
  tags?: Tags;
  key_path: string;
  dest_path: string;
  status: Status;
  /** A sentence for the user. */
  details?: string;
  /** The stable code of an `error`. */
  error_code?: string;
  /** The cause of an `error`, for operators only. */
  cause?: string;
  retryable?: boolean;
  /** The checksum of the whole that S3 computed of the copy. Absent if the server computes none. */
  verified?: Verified;
  /** ETag of the bytes that were moved. */
  source_etag?: string;
  /** ETag of the bytes in key_path when the file was confirmed. A confirmation after an `error` compares it. */
  confirmed_etag?: string;
  /** S3's sequencer of the event that the bytes were moved for. It orders the events of one key. */
  sequencer?: string;
  /** Grows by one with every write. A writer that read an older version is refused. */
  version: number;
  /** Claims since the last progress or retry. */
  attempts: number;
  created_at: string;
  updated_at: string;
  /** The time of the request for its current form or plan, if that is not its first one. */
  requested_at?: string;
  /** The end of the presigned POST, or of the multipart plan. S3 checks it only at the beginning of a POST. */
  expires_at: string;
  history: Change[];
  lease_owner?: string;
  lease_until?: string;
  /** The id of one claim. The same message may claim several times. */
  lease_id?: string;
  /** The client's multipart upload to key_path. Removed when the file is completed. */
  upload_id?: string;
  /** Only a file that its client sends in parts has the members from here to arrived_at. The size of each part but the last. */
  part_bytes?: number;
  /** The algorithm of the parts' checksums, and of the whole. S3 must know it from the start. */
  checksum_algorithm?: CrcAlgorithm;
  /** Set if S3 compares the checksum of the whole when the upload is completed. */
  checksum_type?: "FULL_OBJECT";
  /** The most bytes of a file whose length is given with the confirmation. */
  max_len?: number;
  /** The time at which all parts were there: the confirmation, the reconciler's check, or the first claim. */
  arrived_at?: string;
  /**
   * The multipart upload that copies a large file to dest_path. Removed when it is completed. A record in `error` and a
   * tombstone keep it, so that it can be aborted.
   */
  copy_upload_id?: string;
  /** ETag of the bytes that this copy began with. Parts of other bytes are never added. */
  copy_source_etag?: string;
  /** The part size of this copy in bytes. A new configuration does not change it. */
  copy_part_bytes?: number;
  /** The key of the bytes in quarantine/. Set with the first quarantine, and kept: a copy stays there until the delete. */
  quarantine_path?: string;
  quarantine_step?: (typeof QUARANTINE_STEPS)[number];
  /** The operator's sentence for the release that is under way. */
  release_reason?: string;
  /** The shard of the sparse index `open`. Set while the file is not finished. */
  open_shard?: string;
  /** The time of the next check by the reconciler. */
  check_at?: string;
  /** The status and the time of the last change, as the indexes hold them: only of a file that is not on its way (ended.ts). */
  ended?: Status;
  ended_at?: string;
  /** TTL in epoch seconds. Only `expired` and `deleted` records have one. */
  purge_at?: number;
};

/**
 * A file of a list. The indexes `by-owner` and `by-path` hold these members, with `ended` and `ended_at` in place of the status
 * and the time.
 */
export type ListedFile = Pick<
  FileRecord,
  "file_id" | "file_name" | "content_type" | "len" | "status" | "created_at" | "updated_at"
> &
  Partial<Pick<FileRecord, "details" | "error_code" | "retryable" | "path" | "path_key" | "tags">>;

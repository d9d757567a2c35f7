/**
 * What the service sends. These types are this package's own, and a test shows that they and the service's contract are
 * assignable in both directions. Members, codes and statuses that a newer service adds are passed on as they are.
 */

export type Status =
  | "pending"
  | "uploaded"
  | "processing"
  | "completed"
  | "quarantined"
  | "error"
  | "expired"
  | "deleted";

export type Actor = "owner" | "relay" | "mover" | "operator" | "reconciler" | "inbox";

export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA256";

/** A checksum of the whole file. `value` is base64 of the big-endian digest. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

/** The status of one file. Times are ISO 8601 in UTC. */
export interface StatusView {
  file_id: string;
  file_name: string;
  status: Status;
  /** A sentence for the user. */
  details?: string;
  /** Only with `error`: its stable code, and whether a retry may help. */
  error_code?: string;
  retryable?: boolean;
  /** Only when completed: the checksum of the whole that S3 computed, and whether the client had declared the same. */
  verified?: Checksum & { declared: boolean };
  created_at: string;
  updated_at: string;
}

export interface Change {
  status: Status;
  at: string;
  by: Actor;
  details?: string;
}

/** A presigned GET. Everybody who has the URL may download the file until it expires. */
export interface PresignedDownload {
  url: string;
  expires_at: string;
}

/** The record of one file, as its owner sees it. */
export interface FileView extends StatusView {
  extension: string;
  /** The media type that was declared. */
  type: string;
  /** The media type as which the file is downloaded, if its bytes are of another format of that kind. */
  served_type?: string;
  /** Bytes. */
  len: number;
  checksum?: Checksum;
  path?: string;
  tags?: Record<string, string>;
  /** The relay that uploaded the file on behalf of its owner. "inbox" if a system wrote it to inbox/ of the bucket. */
  uploaded_by?: string;
  /** The last 20 changes, oldest first. */
  history: Change[];
  /** Only when completed. */
  download?: PresignedDownload;
}

/** The statuses that an operator sets. */
export type SettableStatus = "uploaded" | "processing" | "completed" | "error" | "quarantined";

/** The record of a file of any owner, as operators see it. */
export interface OperatorFileView extends Omit<FileView, "download"> {
  /** The user pool's `sub`. */
  owner: string;
  /** Only with `error`: what happened inside the service. */
  cause?: string;
  /** Claims by movers since the last progress or retry. */
  attempts: number;
  /** The message of the mover that works on the file, or did until `lease_until`. */
  lease_owner?: string;
  lease_until?: string;
  /** When the reconciler looks at the file next. */
  check_at?: string;
  /** When the form or the plan ends. */
  expires_at: string;
  key_path: string;
  dest_path: string;
  quarantine_path?: string;
  quarantine_step?: "entering" | "held" | "leaving";
  /** The client's multipart upload, and the mover's. */
  upload_id?: string;
  copy_upload_id?: string;
  /** When the record may be removed. Only of files that expired or were deleted. */
  purge_at?: string;
  version: number;
  /** What an operator may set now: `deleted` with `remove`, the others with `setStatus`. */
  allowed: Status[];
}

/** What is not finished. */
export interface OperationsView {
  /** The number of files in each status. */
  unfinished: Record<"pending" | "uploaded" | "processing" | "expired" | "quarantined" | "deleted", number>;
  oldest?: { file_id: string; status: Status; created_at: string; age_seconds: number };
  /** False if there are more files than one call reads. Each count is then a minimum. */
  complete: boolean;
  at: string;
}

/** One file of a list. */
export interface ListedView extends StatusView {
  type: string;
  len: number;
  path?: string;
  tags?: Record<string, string>;
}

export interface FileList {
  files: ListedView[];
  next_cursor?: string;
}

/** A presigned POST. */
export interface UploadForm {
  file_id: string;
  file_name: string;
  /** What the service has decided: the extension, with its dot and in lower case or empty, and the media type. */
  extension: string;
  type: string;
  method: "POST";
  url: string;
  fields: Record<string, string>;
  expires_at: string;
  /** Seconds, which a wrong clock cannot falsify. Absent from older deployments. */
  expires_in: number;
}

export interface Fault {
  pointer: string;
  detail: string;
}

/** The body of an error response (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  /** Absent from some responses of older deployments. */
  status: number;
  code: string;
  detail: string;
  instance: string;
  errors?: Fault[];
  missing_parts?: number[];
}

import * as v from "valibot";
import { CHECKSUM_ALGORITHMS, CRC_ALGORITHMS, QUARANTINE_STEPS } from "../domain/file.ts";
import { UPLOADER } from "../domain/inbox.ts";
import { UUID } from "../domain/keys.ts";
import { ACTORS, STATUSES } from "../domain/status.ts";
import { Problem } from "./problem.ts";

/**
 * The bodies of responses. They hold no object keys, leases or causes, except for OperatorFileView. The only id of another
 * user is `uploaded_by`, which the owner reads.
 */
const time = v.pipe(v.string(), v.isoTimestamp());
/** Of a file, or of a user. */
export const Uuid = v.pipe(v.string(), v.regex(UUID));
const status = v.picklist(STATUSES);
const algorithm = v.picklist(CHECKSUM_ALGORITHMS);
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The user of a relay. Or "inbox", which is no user. One text with one pattern, because generated clients handle a choice of types badly. */
export const Uploader = v.pipe(v.string(), v.regex(UPLOADER));

/** Any text. The description of the API has the codes. */
export const ErrorCode = v.string();

/** The checksum of the whole that S3 computed. `declared` is true if the client announced the same value. */
export const VerifiedView = v.object({ algorithm, value: v.string(), declared: v.boolean() });

/** The status of one file. */
export const StatusView = v.object({
  file_id: Uuid,
  file_name: v.string(),
  status,
  /** A sentence for the user. */
  details: v.exactOptional(v.string()),
  /** Only with `error`: its stable code, and whether a retry may help. */
  error_code: v.exactOptional(ErrorCode),
  retryable: v.exactOptional(v.boolean()),
  /** Only when completed. Absent if the server computes none. */
  verified: v.exactOptional(VerifiedView),
  created_at: time,
  updated_at: time,
});
export type StatusView = v.InferOutput<typeof StatusView>;

/** A presigned GET. Everybody who has the URL may download the file until it expires. */
export const Download = v.object({ url: v.pipe(v.string(), v.url()), expires_at: time });
export type Download = v.InferOutput<typeof Download>;

export const TagsView = v.record(v.string(), v.string());

/** What the uploader said about the file: a folder, and pairs of key and value. */
const labels = {
  path: v.exactOptional(v.string()),
  tags: v.exactOptional(TagsView),
};

/** The announced checksum of the whole. */
export const DeclaredChecksum = v.object({ algorithm, value: v.string() });

export const ChangeView = v.object({
  status,
  at: time,
  by: v.picklist(ACTORS),
  details: v.exactOptional(v.string()),
});

/** The record as its owner sees it. */
export const FileView = v.object({
  ...StatusView.entries,
  extension: v.string(),
  /** The media type that was declared. */
  type: v.string(),
  /** The media type as which the file is downloaded, if its bytes are of another format of that kind. */
  served_type: v.exactOptional(v.string()),
  /** In bytes. 0 while the length of a streamed file is not known. */
  len: v.pipe(v.number(), v.integer()),
  checksum: v.exactOptional(DeclaredChecksum),
  ...labels,
  /** The relay that uploaded the file on behalf of its owner: the `sub` of its user. "inbox" for a file that a system wrote to inbox/. */
  uploaded_by: v.exactOptional(Uploader),
  /** The last 20 changes, oldest first. */
  history: v.array(ChangeView),
  /** Only when completed. */
  download: v.exactOptional(Download),
});
export type FileView = v.InferOutput<typeof FileView>;

const { download: _, ...ofAnyReader } = FileView.entries;

/**
 * The record of a file of any owner, as operators see it. It has no URL of the bytes. Members that only operators see have
 * the names of the record, which the runbook uses.
 */
export const OperatorFileView = v.object({
  ...ofAnyReader,
  /** The `sub` of the owner. The user may not exist any more. */
  owner: Uuid,
  /** Only with `error`: what happened inside the service. */
  cause: v.exactOptional(v.string()),
  /** Claims since the last progress or retry. */
  attempts: count,
  /** The mover that works on the file, or did until lease_until: the id of its message. */
  lease_owner: v.exactOptional(v.string()),
  lease_until: v.exactOptional(time),
  /** When the reconciler looks at the file next. Absent if the file is finished. */
  check_at: v.exactOptional(time),
  /** When the form or the plan ends. */
  expires_at: time,
  key_path: v.string(),
  dest_path: v.string(),
  quarantine_path: v.exactOptional(v.string()),
  /** Only when quarantined: where the bytes are on their way to. */
  quarantine_step: v.exactOptional(v.picklist(QUARANTINE_STEPS)),
  /** The client's multipart upload to key_path, and the mover's to dest_path. */
  upload_id: v.exactOptional(v.string()),
  copy_upload_id: v.exactOptional(v.string()),
  /** When DynamoDB may remove the record. Only of files that expired or were deleted. */
  purge_at: v.exactOptional(time),
  /** Grows with every write of the record. */
  version: count,
  /** The statuses that an operator may set now; `deleted` by DELETE /files/{file_id}. */
  allowed: v.array(status),
});
export type OperatorFileView = v.InferOutput<typeof OperatorFileView>;

export const FormFields = v.record(v.string(), v.string());

/** The presigned POST of one file: send all of `fields` to `url`, then the file as the last field, `file`. */
export const UploadView = v.object({
  file_id: Uuid,
  file_name: v.string(),
  /** The extension that was decided, with its dot and in lower case. Empty if there is none. */
  extension: v.string(),
  /** The media type that was decided. */
  type: v.string(),
  method: v.literal("POST"),
  url: v.pipe(v.string(), v.url()),
  fields: FormFields,
  expires_at: time,
  /** Seconds until expires_at, for a client whose clock is off. */
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type UploadView = v.InferOutput<typeof UploadView>;

export const PlanChecksum = v.object({ algorithm: v.picklist(CRC_ALGORITHMS) });

/** The plan of a file that comes in parts. POST /upload-parts signs a URL for each part. */
export const PlanView = v.object({
  file_id: Uuid,
  file_name: v.string(),
  /** The extension that was decided, with its dot and in lower case. Empty if there is none. */
  extension: v.string(),
  /** The media type that was decided. */
  type: v.string(),
  method: v.literal("PUT"),
  /** The bytes of each part but the last. */
  part_size: bytes,
  /** The number of parts, or the largest number if the length is not known. */
  part_count: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The algorithm of the checksums of the parts and of the whole. */
  checksum: PlanChecksum,
  /** Only if the length is not known. */
  max_len: v.exactOptional(bytes),
  expires_at: time,
  expires_in: seconds,
});
export type PlanView = v.InferOutput<typeof PlanView>;

/** Either of the two. `method` tells them apart. */
export const UploadAnswer = v.variant("method", [UploadView, PlanView]);

export const PartHeaders = v.record(v.string(), v.string());

export const SignedPartView = v.object({
  part_number: v.pipe(v.number(), v.integer()),
  url: v.pipe(v.string(), v.url()),
  /** The exact Content-Length. It is signed. */
  size: bytes,
  /** Send these as they are. */
  headers: PartHeaders,
  expires_at: time,
  expires_in: seconds,
});

export const UploadedPartView = v.object({
  part_number: v.pipe(v.number(), v.integer()),
  size: bytes,
  /** The base64 value in the plan's algorithm. Absent if S3 has none. */
  checksum: v.exactOptional(v.string()),
});

/** Presigned PUTs of parts, and the parts that S3 has. */
export const PartsView = v.object({
  file_id: Uuid,
  parts: v.array(SignedPartView),
  /** Only with `list`. */
  uploaded: v.exactOptional(v.array(UploadedPartView)),
  /** Present if S3 may have more parts. Send it as `cursor`. */
  next_cursor: v.exactOptional(v.string()),
});
export type PartsView = v.InferOutput<typeof PartsView>;

const index = v.pipe(v.number(), v.integer());

/** What /uploads returns for one file: what /upload would return, or a problem. */
export const UploadOutcome = v.union([
  v.object({ index, ...UploadView.entries }),
  v.object({ index, ...PlanView.entries }),
  v.object({ index, ...StatusView.entries }),
  v.object({ index, problem: Problem }),
]);

/** In the order of the request. `index` is the place of the file there, from 0. */
export const UploadsView = v.object({ files: v.array(UploadOutcome) });
export type UploadsView = v.InferOutput<typeof UploadsView>;

/** In the place of the status of a file that is not the caller's. */
export const StatusProblem = v.object({ file_id: Uuid, problem: Problem });

export const StatusOutcome = v.union([StatusView, StatusProblem]);

/** The statuses of several files, in the order of the request. A file that is not the caller's has a problem. */
export const StatusList = v.object({ files: v.array(StatusOutcome) });
export type StatusList = v.InferOutput<typeof StatusList>;

/** What a client must know before it signs in. No member is a secret. */
export const ServiceView = v.object({
  service: v.literal("malote"),
  /** The version of the service's code. */
  version: v.string(),
  region: v.string(),
  user_pool_id: v.string(),
  /** The app client of the user pool with which web and mobile apps sign in. */
  client_id: v.string(),
  /** Only of a stack that does not run on AWS: the URL of its Cognito. */
  endpoint_url: v.exactOptional(v.pipe(v.string(), v.url())),
  /** The largest file, in bytes. */
  max_file_bytes: v.pipe(v.number(), v.integer()),
  /** The largest file that one POST can send, in bytes. */
  single_upload_bytes: v.pipe(v.number(), v.integer()),
  /** The smallest part of a multipart upload, in bytes. The last part may be smaller. */
  min_part_bytes: v.pipe(v.number(), v.integer()),
  /** Accepted media types such as image/*. */
  allowed_types: v.array(v.string()),
  /** Refused extensions such as .exe, whatever the media type is. */
  denied_extensions: v.array(v.string()),
  /** The largest number of files of one POST /uploads, and of one GET /consult-status. */
  max_batch: v.pipe(v.number(), v.integer()),
  /** What this version can do beyond single uploads. A client must ignore names that it does not know. */
  features: v.array(v.string()),
});
export type ServiceView = v.InferOutput<typeof ServiceView>;

/** One file of a list. */
export const ListedView = v.object({
  ...StatusView.entries,
  /** The media type. */
  type: v.string(),
  len: v.pipe(v.number(), v.integer()),
  ...labels,
});
export type ListedView = v.InferOutput<typeof ListedView>;

export const FileList = v.object({
  files: v.array(ListedView),
  /** Present if there are more files. Send it as `cursor` to read the next page. */
  next_cursor: v.exactOptional(v.string()),
});
export type FileList = v.InferOutput<typeof FileList>;

/** `deleted` counts tombstones whose bytes are not deleted yet. */
export const Unfinished = v.object({
  pending: count,
  uploaded: count,
  processing: count,
  expired: count,
  /** Files whose bytes have not left dest/ yet, or have not come back yet. */
  quarantined: count,
  deleted: count,
});

export const OldestFile = v.object({ file_id: Uuid, status, created_at: time, age_seconds: count });

/** The files that are not finished. */
export const OperationsView = v.object({
  unfinished: Unfinished,
  /** The oldest file that is not finished. Tombstones do not count. */
  oldest: v.exactOptional(OldestFile),
  /** False if there are more files than one call reads. Each count is then a minimum. */
  complete: v.boolean(),
  at: time,
});
export type OperationsView = v.InferOutput<typeof OperationsView>;

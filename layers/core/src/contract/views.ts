import * as v from "valibot";
import { CHECKSUM_ALGORITHMS, type FileRecord } from "../domain/file.ts";
import { historyOf } from "../domain/history.ts";
import { ACTORS, STATUSES } from "../domain/status.ts";
import type { ListedFile } from "../ports.ts";

/**
 * What goes back over the wire. Nobody sees keys, leases, causes, or who another user is.
 * Optional members are left out where there is nothing to say.
 */
const time = v.pipe(v.string(), v.isoTimestamp());
const status = v.picklist(STATUSES);

/** Where a file is. */
export const StatusView = v.object({
  file_id: v.pipe(v.string(), v.uuid()),
  file_name: v.string(),
  status,
  /** A sentence about it, where there is something to say. */
  details: v.exactOptional(v.string()),
  /** With `error`: its stable code, and whether another try could help. */
  error_code: v.exactOptional(v.string()),
  retryable: v.exactOptional(v.boolean()),
  created_at: time,
  updated_at: time,
});
export type StatusView = v.InferOutput<typeof StatusView>;

export const statusView = (file: Omit<ListedFile, "content_type" | "len">): StatusView => ({
  file_id: file.file_id,
  file_name: file.file_name,
  status: file.status,
  ...(file.details !== undefined && { details: file.details }),
  ...(file.error_code !== undefined && { error_code: file.error_code }),
  ...(file.retryable !== undefined && { retryable: file.retryable }),
  created_at: file.created_at,
  updated_at: file.updated_at,
});

/** A presigned GET: who has it may download the file until it expires. */
export const Download = v.object({ url: v.pipe(v.string(), v.url()), expires_at: time });
export type Download = v.InferOutput<typeof Download>;

/** The record as its owner sees it. */
export const FileView = v.object({
  ...StatusView.entries,
  extension: v.string(),
  /** The media type. */
  type: v.string(),
  len: v.pipe(v.number(), v.integer()),
  checksum: v.exactOptional(v.object({ algorithm: v.picklist(CHECKSUM_ALGORITHMS), value: v.string() })),
  /** The last 20 changes, oldest first. */
  history: v.array(
    v.object({ status, at: time, by: v.picklist(ACTORS), details: v.exactOptional(v.string()) }),
  ),
  /** Only when completed. */
  download: v.exactOptional(Download),
});
export type FileView = v.InferOutput<typeof FileView>;

export const fileView = (file: FileRecord, download?: Download): FileView => ({
  ...statusView(file),
  extension: file.extension,
  type: file.content_type,
  len: file.len,
  ...(file.checksum && { checksum: file.checksum }),
  history: historyOf(file.history),
  ...(download && { download }),
});

/** What POST /upload answers: `url` and `fields` are a form as it stands; `file` goes last. */
export const UploadView = v.object({
  file_id: v.pipe(v.string(), v.uuid()),
  file_name: v.string(),
  method: v.literal("POST"),
  url: v.pipe(v.string(), v.url()),
  fields: v.record(v.string(), v.string()),
  expires_at: time,
});
export type UploadView = v.InferOutput<typeof UploadView>;

/** One file of a list. */
export const ListedView = v.object({
  ...StatusView.entries,
  /** The media type. */
  type: v.string(),
  len: v.pipe(v.number(), v.integer()),
});
export type ListedView = v.InferOutput<typeof ListedView>;

export const listedView = (file: ListedFile): ListedView => ({
  ...statusView(file),
  type: file.content_type,
  len: file.len,
});

export const FileList = v.object({
  files: v.array(ListedView),
  /** There are more: the same call with this as `cursor`. */
  next_cursor: v.exactOptional(v.string()),
});
export type FileList = v.InferOutput<typeof FileList>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What is not finished. `deleted` counts tombstones whose bytes are still to go. */
export const OperationsView = v.object({
  unfinished: v.object({
    pending: count,
    uploaded: count,
    processing: count,
    expired: count,
    deleted: count,
  }),
  /** The oldest file that is not finished, tombstones aside. */
  oldest: v.exactOptional(
    v.object({ file_id: v.pipe(v.string(), v.uuid()), status, created_at: time, age_seconds: count }),
  ),
  /** False where there was more than one call reads: then the counts say "at least". */
  complete: v.boolean(),
  at: time,
});
export type OperationsView = v.InferOutput<typeof OperationsView>;

import { type Change, type Checksum, type FileRecord, historyOf } from "../domain/file.ts";
import type { Status } from "../domain/status.ts";

/** What a caller sees of where a file is. */
export type StatusView = {
  file_id: string;
  file_name: string;
  status: Status;
  /** A sentence about it, where there is something to say. */
  details?: string;
  /** With `error`: its stable code, and whether another try could help. */
  error_code?: string;
  retryable?: boolean;
  created_at: string;
  updated_at: string;
};

export const statusView = (file: FileRecord): StatusView => ({
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
export type Download = { url: string; expires_at: string };

export type FileView = StatusView & {
  extension: string;
  /** The media type. */
  type: string;
  len: number;
  checksum?: Checksum;
  history: Change[];
  /** Only when completed. */
  download?: Download;
};

/** The record as its owner sees it: nothing of keys, leases and causes. */
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
export type UploadView = {
  file_id: string;
  file_name: string;
  method: "POST";
  url: string;
  fields: Record<string, string>;
  expires_at: string;
};

import type { Download, FileView, ListedView, StatusView } from "../contract/responses.ts";
import type { FileRecord, ListedFile } from "../domain/file.ts";
import { historyOf } from "../domain/history.ts";

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

export const fileView = (file: FileRecord, download?: Download): FileView => ({
  ...statusView(file),
  extension: file.extension,
  type: file.content_type,
  len: file.len,
  ...(file.checksum && { checksum: file.checksum }),
  ...labelsOf(file),
  ...(file.uploaded_by !== undefined && { uploaded_by: file.uploaded_by }),
  history: historyOf(file.history),
  ...(download && { download }),
});

export const listedView = (file: ListedFile): ListedView => ({
  ...statusView(file),
  type: file.content_type,
  len: file.len,
  ...labelsOf(file),
});

const labelsOf = ({ path, tags }: Pick<ListedFile, "path" | "tags">) => ({
  ...(path !== undefined && { path }),
  ...(tags && { tags }),
});

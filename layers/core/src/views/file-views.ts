import type { Download, FileView, ListedView, PlanView, StatusView } from "../contract/responses.ts";
import type { FileRecord, ListedFile } from "../domain/file.ts";
import { historyOf } from "../domain/history.ts";
import { type Plan, partCountOf } from "../domain/plan.ts";

export const statusView = (
  file: Omit<ListedFile, "content_type" | "len"> & Pick<FileRecord, "verified">,
): StatusView => ({
  file_id: file.file_id,
  file_name: file.file_name,
  status: file.status,
  ...(file.details !== undefined && { details: file.details }),
  ...(file.error_code !== undefined && { error_code: file.error_code }),
  ...(file.retryable !== undefined && { retryable: file.retryable }),
  ...(file.verified && { verified: file.verified }),
  created_at: file.created_at,
  updated_at: file.updated_at,
});

export const fileView = (file: FileRecord, download?: Download): FileView => ({
  ...statusView(file),
  extension: file.extension,
  type: file.content_type,
  ...(file.served_type !== undefined && { served_type: file.served_type }),
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

export const planView = (plan: Plan, expires_in: number): PlanView => ({
  file_id: plan.file_id,
  file_name: plan.file_name,
  extension: plan.extension,
  type: plan.content_type,
  method: "PUT",
  part_size: plan.part_bytes,
  part_count: partCountOf(plan),
  checksum: { algorithm: plan.checksum_algorithm },
  ...(plan.max_len !== undefined && { max_len: plan.max_len }),
  expires_at: plan.expires_at,
  expires_in,
});

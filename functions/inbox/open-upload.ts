import { amend, type CopiedPart, copyPartBytes, type FileRecord } from "@malote/core";
import { RetryLater } from "./faults.ts";
import type { InboxPorts } from "./ports.ts";

/** The multipart upload to key_path, and the parts that it has. `copy` is the file as the adapter of copies sees it. */
export type OpenUpload = { copy: FileRecord; upload_id: string; parts: CopiedPart[] };

/**
 * Finds the upload that an earlier invocation began, or begins one. Its id is in the record before any part is copied. The
 * upload of a file that expired meanwhile is gone, and is begun anew.
 * @throws RetryLater if another writer changed the record
 */
export const openUpload = async (
  { files, storage, parts: sizes, clock }: Pick<InboxPorts, "files" | "storage" | "parts" | "clock">,
  from: string,
  etag: string,
  file: FileRecord,
): Promise<OpenUpload> => {
  const copy = asCopy(from, file);
  const { upload_id: known } = file;
  const listed = known === undefined ? undefined : await storage.copiedParts(copy, known);
  if (known !== undefined && listed) return { copy, upload_id: known, parts: listed };

  const upload_id = await storage.startCopy(copy, etag, file.len);
  try {
    const begun = { upload_id, copy_part_bytes: copyPartBytes(file.len, sizes) };
    const written = await files.save(file, amend(file, clock().toISOString(), begun));
    if (!written.ok) throw new RetryLater("another writer changed the record");
    return { copy: asCopy(from, written.file), upload_id, parts: [] };
  } catch (thrown) {
    // If that fails too, the lifecycle rule aborts the upload.
    await storage.abortUpload(file.key_path, upload_id).catch(() => {});
    throw thrown;
  }
};

const asCopy = (from: string, file: FileRecord): FileRecord => ({
  ...file,
  key_path: from,
  dest_path: file.key_path,
});

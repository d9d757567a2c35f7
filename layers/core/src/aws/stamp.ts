import type { FileRecord } from "../domain/file.ts";

/** What a copy carries, so that whoever finds it knows which bytes of which file they are. */
export const stampOf = (file: FileRecord, etag: string, size: number): Record<string, string> => ({
  "malote-file-id": file.file_id,
  "malote-source-etag": etag.replaceAll('"', ""),
  "malote-size": String(size),
});

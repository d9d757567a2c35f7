import { unquoted } from "./etag.ts";
import type { FileRecord } from "./file.ts";

/** The metadata of a copy in dest/: which bytes of which file it holds. `size` is in bytes. */
export const stampOf = (file: FileRecord, etag: string, size: number): Record<string, string> => ({
  "malote-file-id": file.file_id,
  "malote-source-etag": unquoted(etag),
  "malote-size": String(size),
});

/** The ETag, without quotes, of the bytes that an object was copied from; undefined when this service did not copy it. */
export const stampedEtag = (metadata: Readonly<Record<string, string>>): string | undefined =>
  metadata["malote-source-etag"];

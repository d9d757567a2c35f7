import { FileReference } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { storage } from "@malote/core/storage";
import { downloadFile } from "./download-file.ts";

/** GET /files/{file_id} */
export const handler = http(
  { from: "path", input: FileReference },
  downloadFile({ files: fileTable(), storage: storage() }),
);

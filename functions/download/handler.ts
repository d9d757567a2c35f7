import { FileReference } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { storage } from "@malote/core/storage";
import { showFile } from "./show-file.ts";

/** GET /files/{file_id} */
export const handler = http(
  { from: "path", input: FileReference },
  showFile({ files: fileTable(), storage: storage() }),
);

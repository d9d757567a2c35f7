import { FileReference } from "@malote/core";
import { downloads } from "@malote/core/downloads";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { downloadFile } from "./download-file.ts";

/** GET /files/{file_id} */
export const handler = http(
  { from: "path", input: FileReference },
  downloadFile({ files: fileTable(), downloads: downloads() }),
);

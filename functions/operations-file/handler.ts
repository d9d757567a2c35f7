import { FileReference, requireOperator } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { showFile } from "./show-file.ts";

/** GET /operations/files/{file_id}, for operators */
export const handler = http(
  { from: "path", input: FileReference, allow: requireOperator },
  showFile({ files: fileTable() }),
);

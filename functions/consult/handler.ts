import { FileReference } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { consultStatus } from "./consult-status.ts";

/** GET /consult-status?file_id= */
export const handler = http({ from: "query", input: FileReference }, consultStatus({ files: fileTable() }));

import { type Caller, ConsultRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http, type RequestHeaders } from "@malote/core/http";
import { consultMany } from "./consult-many.ts";
import { consultStatus } from "./consult-status.ts";
import { respond } from "./respond.ts";

const ports = { files: fileTable() };
const one = consultStatus(ports);
const many = consultMany(ports);

/** GET /consult-status?file_id=: one status, or a list if file_id is repeated. 304 if the caller already has them. */
export const handler = http(
  { from: "query", input: ConsultRequest, repeatable: ["file_id"], logsSuccess: false, respond },
  ({ file_id }, caller: Caller, headers: RequestHeaders) =>
    typeof file_id === "string" ? one({ file_id }, caller, headers) : many(file_id, caller, headers),
);

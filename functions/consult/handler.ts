import { FileReference } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { consultStatus } from "./consult-status.ts";

/** GET /consult-status?file_id=: 304 if the caller already has the status. */
export const handler = http(
  {
    from: "query",
    input: FileReference,
    respond: ({ etag, view }) => ({
      ...(view ? { status: 200, body: view } : { status: 304 }),
      headers: { ETag: etag, "Cache-Control": "private, no-cache" },
    }),
  },
  consultStatus({ files: fileTable() }),
);

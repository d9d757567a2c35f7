import { ConfirmRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { moveQueue } from "@malote/core/queue";
import { storage } from "@malote/core/storage";
import { confirmUpload } from "./confirm-upload.ts";

/** POST /confirm-upload: 202 if it queued the file, 200 if the file was queued before. */
export const handler = http(
  {
    from: "body",
    input: ConfirmRequest,
    respond: ({ queued, view }) => ({ status: queued ? 202 : 200, body: view }),
  },
  confirmUpload({ files: fileTable(), storage: storage(), queue: moveQueue() }),
);

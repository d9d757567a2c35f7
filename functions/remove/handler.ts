import { querySentenceFault, RemoveRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { log } from "@malote/core/runtime";
import { storage } from "@malote/core/storage";
import { removeFile } from "./remove-file.ts";

/** DELETE /files/{file_id}?reason= */
export const handler = http(
  {
    from: "path and query",
    input: RemoveRequest,
    rules: [
      { on: ["reason"], pointer: "#/reason", check: ({ reason }) => querySentenceFault("reason", reason) },
    ],
    respond: () => ({ status: 204 }),
  },
  removeFile({
    files: fileTable(),
    storage: storage(),
    leftBehind: ({ file_id }, cause) =>
      log.error("bytes left behind a tombstone", { file_id, error: cause as Error }),
  }),
);

import { requireOperator, sentenceFault, UpdateRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { moveQueue } from "@malote/core/queue";
import { storage } from "@malote/core/storage";
import { updateStatus } from "./update-status.ts";

/** POST /update-status, for operators */
export const handler = http(
  {
    from: "body",
    input: UpdateRequest,
    allow: requireOperator,
    rules: [
      {
        on: ["details"],
        pointer: "#/details",
        check: ({ details }: UpdateRequest) => sentenceFault("details", details),
      },
      {
        on: ["status", "details"],
        pointer: "#/details",
        check: ({ status, details = "" }: UpdateRequest) =>
          status === "quarantined" && details.trim() === ""
            ? "details must give the reason of a quarantine; the owner reads it."
            : undefined,
      },
    ],
  },
  updateStatus({ files: fileTable(), storage: storage(), queue: moveQueue() }),
);

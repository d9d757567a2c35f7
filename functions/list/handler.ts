import { ListRequest } from "@malote/core";
import { fileIndexes } from "@malote/core/files";
import { http } from "@malote/core/http";
import { listFiles } from "./list-files.ts";

/** GET /files */
export const handler = http(
  { from: "query", input: ListRequest, repeatable: ["tag"] },
  listFiles({ indexes: fileIndexes() }),
);

import { NoInput, requireOperator } from "@malote/core";
import { fileIndexes, fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { showOperations } from "./show-operations.ts";

/** GET /operations, for operators */
export const handler = http(
  { from: "query", input: NoInput, allow: requireOperator },
  showOperations({ indexes: fileIndexes(), files: fileTable() }),
);

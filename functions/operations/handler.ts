import { NoInput } from "@malote/core";
import { fileIndexes } from "@malote/core/files";
import { http } from "@malote/core/http";
import { showOperations } from "./show-operations.ts";

/** GET /operations */
export const handler = http({ from: "query", input: NoInput }, showOperations({ indexes: fileIndexes() }));

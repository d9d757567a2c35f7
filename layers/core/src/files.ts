import { createFileIndexes } from "./aws/file-indexes.ts";
import { createFileTable } from "./aws/file-table.ts";
import { env } from "./env.ts";

export { createFileIndexes } from "./aws/file-indexes.ts";
export { createFileTable } from "./aws/file-table.ts";

/** The table of this deployment, and its indexes. */
export const fileTable = () => createFileTable(env.filesTable());
export const fileIndexes = () => createFileIndexes(env.filesTable());

import { createFileTable } from "./aws/file-table.ts";
import { env } from "./env.ts";

export { createFileTable } from "./aws/file-table.ts";

/** The table of this deployment. */
export const fileTable = () => createFileTable(env.filesTable());

import { createFileIndexes } from "./aws/file-indexes.ts";
import { createFileTable } from "./aws/file-table.ts";
import { createSweepCursor } from "./aws/sweep-cursor.ts";
import { env } from "./env.ts";

export { createFileIndexes } from "./aws/file-indexes.ts";
export { createFileTable } from "./aws/file-table.ts";
export { createSweepCursor } from "./aws/sweep-cursor.ts";

/** The table of this deployment, and its indexes. */
export const fileTable = () => createFileTable(env.filesTable());
export const fileIndexes = () => createFileIndexes(env.filesTable());
/** Where the next run of the reconciler continues to list temp/. */
export const sweepCursor = () => createSweepCursor(env.filesTable());

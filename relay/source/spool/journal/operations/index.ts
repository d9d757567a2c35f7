import type { DatabaseSync } from "node:sqlite";
import { entryOperations } from "./entries.ts";
import { forwardingOperations } from "./forwarding.ts";
import { removalOperations } from "./removals.ts";
import { reportOperations } from "./reports.ts";
import { upkeepOperations } from "./upkeep.ts";
import { uploadOperations } from "./uploads.ts";

/** Everything that can be done with a journal, each as one step of a transaction. */
export const operations = (db: DatabaseSync) => ({
  ...entryOperations(db),
  ...uploadOperations(db),
  ...forwardingOperations(db),
  ...removalOperations(db),
  ...reportOperations(db),
  ...upkeepOperations(db),
});

export type Operations = ReturnType<typeof operations>;

/** One operation, as it is sent to the journal's thread. */
export type Call = {
  [Name in keyof Operations]: { name: Name; values: Parameters<Operations[Name]> };
}[keyof Operations];

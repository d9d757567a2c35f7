import type { FileRecord } from "./file.ts";
import { isHeld } from "./lease.ts";
import { reachable, type Status } from "./status.ts";

/**
 * The statuses that an operator may set at `at`, so that a page can offer them: those of the table of transitions. While a
 * mover holds the file, only `deleted` is left, because /update-status responds `file-in-move`. A release that is under way
 * can be revoked. `completed` also needs the bytes at their destination, which only S3 knows.
 */
export const choicesOf = (file: FileRecord, at: string): readonly Status[] => {
  if (isHeld(file, at)) return ["deleted"];
  if (file.quarantine_step === "leaving" && file.status === "quarantined") return ["quarantined", "deleted"];
  return reachable("operator", file.status);
};

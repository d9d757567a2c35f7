import type { Clock, Files, MoverStorage } from "@malote/core";

export type { TimeLeft } from "@malote/core";

export type MoverPorts = {
  files: Pick<Files, "claim" | "save">;
  storage: MoverStorage;
  /** Claims of one file before it is given up. */
  maxAttempts: number;
  clock: Clock;
};

/** What became of an arrival, as logs and metrics name it. */
export type Outcome =
  | "completed"
  | "refused"
  | "already-completed"
  | "late-post-removed"
  | "in-another-hand"
  | "superseded"
  | "already-in-error"
  | "deleted"
  | "unknown-file";

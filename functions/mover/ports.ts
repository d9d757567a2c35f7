import type { Clock, FileRecord, Files, MoveQueue, MoverStorage } from "@malote/core";

export type { TimeLeft } from "@malote/core";

export type MoverPorts = {
  files: Pick<Files, "claim" | "save">;
  storage: MoverStorage;
  /** Takes the message with which a move that ran out of time goes on. */
  queue: MoveQueue;
  /** Files longer than the threshold are copied in parts. */
  parts: { thresholdBytes: number; partBytes: number };
  /** Claims of one file before it is given up. */
  maxAttempts: number;
  clock: Clock;
  report: {
    /** The copy could not be aborted now: a retry goes on with it, a delete aborts it, else the lifecycle rule within a week. */
    notAborted(file: FileRecord, cause: unknown): void;
  };
};

/** What became of an arrival, as logs and metrics name it. */
export type Outcome =
  | "completed"
  /** Part of the move is done; another message goes on. */
  | "continued"
  | "refused"
  | "already-completed"
  | "late-post-removed"
  | "in-another-hand"
  | "superseded"
  | "already-in-error"
  | "deleted"
  | "unknown-file";

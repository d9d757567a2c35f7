import type { Clock, FileIndexes, Files, MoveQueue, ReconcilerStorage, SweepCursor } from "@malote/core";

/** The outcome of a file that was due. */
export type FileOutcome =
  | "expired"
  | "requeued"
  | "given-up"
  | "tombstone-swept"
  | "retired"
  /** The file was checked, and its next check is later. */
  | "not-yet"
  /** Another writer changed or finished the file during the check. */
  | "changed-meanwhile";

/** The outcome of an object that has been in temp/ for a long time. */
export type ObjectOutcome =
  | "removed"
  /** Its record still needs it, or the lifecycle rule deletes it. */
  | "kept"
  /** No record belongs to it. */
  | "unknown";

/** The counts of one run. */
export type Tally = {
  files: Partial<Record<FileOutcome, number>>;
  objects: Partial<Record<ObjectOutcome, number>>;
  /** Records and objects that could not be handled in this run. */
  failed: number;
  /** The age of the oldest unfinished file. Undefined if it could not be read. */
  oldestUnfinishedSeconds?: number;
};

/** Logs and metrics. */
export type Report = {
  file(fileId: string, outcome: FileOutcome): void;
  object(key: string, outcome: ObjectOutcome): void;
  /** A record, an object or a step failed. The others continue. */
  failed(what: string, cause: unknown): void;
  /** The end of a run, failed or not. */
  finished(tally: Tally): void;
};

export type ReconcilerPorts = {
  files: Pick<Files, "get" | "save">;
  indexes: Pick<FileIndexes, "open" | "due">;
  storage: ReconcilerStorage;
  queue: MoveQueue;
  cursor: SweepCursor;
  /** The claims after which the mover gives a file up. */
  maxAttempts: number;
  /** The age from which an object in temp/ may count as left over. */
  leftoverAgeSeconds: number;
  clock: Clock;
  report: Report;
};

import type { Clock, FileIndexes, Files, MoveQueue, ReconcilerStorage } from "@malote/core";

/** What became of a file that was due. */
export type FileOutcome =
  | "expired"
  | "requeued"
  | "given-up"
  | "tombstone-swept"
  | "retired"
  /** Looked at, and left as it is until later. */
  | "not-yet"
  /** Somebody else wrote to it, or finished it, while we looked. */
  | "changed-meanwhile";

/** What became of an object that has been in temp/ for long. */
export type ObjectOutcome =
  | "removed"
  /** Its record still needs it, or the lifecycle rule will take it. */
  | "kept"
  /** No record explains it. */
  | "unknown";

/** What one run found. */
export type Tally = {
  files: Partial<Record<FileOutcome, number>>;
  objects: Partial<Record<ObjectOutcome, number>>;
  /** Records and objects that could not be handled this time. */
  failed: number;
  /** Age of the oldest file that is neither finished nor given up; undefined where it could not be told. */
  oldestUnfinishedSeconds?: number;
};

/** What happened, for logs and metrics. */
export type Report = {
  file(fileId: string, outcome: FileOutcome): void;
  object(key: string, outcome: ObjectOutcome): void;
  /** One record, one object or one whole step failed; the others went on. */
  failed(what: string, cause: unknown): void;
  /** The end of a run, also of one that failed. */
  finished(tally: Tally): void;
};

export type ReconcilerPorts = {
  files: Pick<Files, "get" | "save">;
  indexes: Pick<FileIndexes, "open" | "due">;
  storage: ReconcilerStorage;
  queue: MoveQueue;
  /** Claims of one file before it is given up; the mover's number. */
  maxAttempts: number;
  /** How old an object in temp/ is before it may count as left over. */
  leftoverAgeSeconds: number;
  clock: Clock;
  report: Report;
};

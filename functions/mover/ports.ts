import type { Clock, CopyPartSizes, FileRecord, Files, MoveQueue, MoverStorage } from "@malote/core";

export type { TimeLeft } from "@malote/core";

export type MoverPorts = {
  files: Pick<Files, "claim" | "save">;
  storage: MoverStorage;
  /** Receives the message that continues a move whose invocation ran out of time. */
  queue: MoveQueue;
  /** Files longer than the threshold are copied in parts. All are in bytes. */
  parts: { thresholdBytes: number } & CopyPartSizes;
  /** Claims of one file before it is given up. */
  maxAttempts: number;
  /** Whether the bytes of a program are refused if their declared type has no magic bytes. */
  refusesPrograms: boolean;
  clock: Clock;
  report: {
    /** The copy could not be aborted. A retry continues it, a delete aborts it, or the lifecycle rule does within a week. */
    notAborted(file: FileRecord, cause: unknown): void;
  };
};

/** The calls to the bucket that a step makes. */
export type Bucket<Calls extends keyof MoverStorage> = { storage: Pick<MoverStorage, Calls> };

/** A file that this mover holds. `file` is the record as this mover last wrote it. */
export type Claim = { file: FileRecord };

/** The bytes in temp/ that are moved. The size is in bytes. `type` is the media type to serve them as, if not the declared one. */
export type Source = { etag: string; size: number; type?: string };

/** The outcome of an arrival, as logs and metrics name it. */
export type Outcome =
  | "completed"
  /** A part of the move is done; another message continues it. */
  | "continued"
  | "refused"
  | "already-completed"
  | "late-post-removed"
  /** A late POST whose bytes S3 did not let us delete: the reconciler does. */
  | "late-post-left"
  /** Another event of the same batch reports a later write of the key. */
  | "repeated-event"
  | "held-by-another-mover"
  | "superseded"
  | "already-in-error"
  | "deleted"
  /** The bytes of a quarantined file left dest/. */
  | "quarantined"
  /** The bytes of a quarantined file are back in dest/. */
  | "released"
  | "unknown-file";

import type { UploadedFile, UploadOptions, UploadSource } from "./upload.ts";

/** A file, or a file with what belongs to it alone. */
export type UploadItem<Source = UploadSource> =
  | Source
  | ({ source: Source } & Pick<UploadOptions, "name" | "type" | "size" | "path" | "tags" | "idempotencyKey">);

export interface UploadAllProgress {
  /** Bytes that left, of all files. */
  bytes: number;
  /** Bytes of the files that have begun. */
  totalBytes: number;
  /** Files that are uploaded. */
  files: number;
  totalFiles: number;
}

/** The outcome of one file: that of Promise.allSettled. */
export type UploadOutcome = PromiseSettledResult<UploadedFile>;

export interface UploadAllOptions
  extends Pick<
    UploadOptions,
    "path" | "tags" | "onBehalfOf" | "signal" | "onAbort" | "store" | "multipartFrom" | "hedging" | "confirm"
  > {
  /** Called at most every 100 ms, and at the end. Default: none. */
  onProgress?(progress: UploadAllProgress): void;
  /** Called with each file that has ended, in the order of their ends. `index` counts from 0. Default: none. */
  onFile?(outcome: UploadOutcome, index: number): void;
}

/** Many uploads under way: a promise of one outcome for each file, in the order of the files. */
export interface UploadAllTask extends Promise<UploadOutcome[]> {
  pause(): void;
  resume(): void;
  /** The files that have ended stay. The others end with `Aborted`. */
  abort(): void;
}

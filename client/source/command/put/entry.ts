/** What `put` found: a file to send, or something that is not sent. */
export type Entry = FileEntry | SkippedEntry | FailedEntry;

export interface FileEntry {
  kind: "file";
  /** Absolute. */
  path: string;
  /** As the user knows it. */
  shown: string;
  /** As the user gave it, if that is not `shown`: `-`. */
  source?: "-";
  name: string;
  /** The folder below the argument, such as `photos/2026`; undefined for a file that was named itself. */
  folder?: string;
  size: number;
  /** What this file is known by when the command is run again. */
  identity: string;
}

export interface SkippedEntry {
  kind: "skipped";
  shown: string;
  reason: "symbolic link" | "no regular file" | string;
}

/**
 * What was asked for and cannot be sent: a pattern that matches nothing, a folder that cannot be read. A backup that lacks it
 * must not look done.
 */
export interface FailedEntry {
  kind: "failed";
  /** The pattern, or the path as the user knows it. */
  shown: string;
  code: string;
  message: string;
}

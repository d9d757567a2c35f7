import type { Source } from "../types/source.ts";
import type { UploadOptions } from "../types/upload.ts";
import type { Control } from "./control.ts";
import type { Internals } from "./internals.ts";
import type { Progress } from "./progress.ts";

/** One upload: what its steps share. */
export interface Job {
  malote: Internals;
  source: Source;
  options: UploadOptions;
  control: Control;
  progress: Progress;
  /** The idempotency key of the file, for all attempts. */
  key: string;
  /** The file, once it is announced. An abort removes it. */
  file_id?: string | undefined;
  /** The most bytes of a stream of unknown length. */
  maxSize?: number | undefined;
  /** The most parts that are sent at once. */
  connections?: number | undefined;
  /** Announces the file again under the same key, to learn its id. Set when an announcement has left. */
  ask?: (signal: AbortSignal, retries: number) => Promise<unknown>;
  /** Whether parts of an earlier attempt were used. */
  resumed: boolean;
}

import type { Entry } from "../types/entry.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";

/** The part of the spool that receives files. */
export interface Store {
  /** Resolves only when the file is durable on this disk. @throws Problem 507, 413, 400 or 503 */
  accept(file: IncomingFile, bytes: IncomingBytes, signal?: AbortSignal): Promise<Entry>;
  get(id: string): Promise<Entry | undefined>;
}

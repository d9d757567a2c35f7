import type { Entry } from "../types/entry.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";
import type { Journal } from "./journal/journal.ts";

/** The durable folder of the relay. What it has accepted survives kill -9 and power loss. */
export interface Spool {
  /**
   * Resolves only when the file is durable, so a 202 may be sent. The same owner and Idempotency-Key get the earlier
   * entry. After an error nothing is kept. The body is not read further then, and not destroyed.
   * @throws Problem 400 body cut off or of another length, 413, 422 idempotency-conflict, 503, 507 no room
   */
  accept(file: IncomingFile, bytes: IncomingBytes, signal?: AbortSignal): Promise<Entry>;

  /** An upload whose bytes arrive in several requests. Durable when it resolves. @throws Problem 413, 422, 503, 507 */
  begin(file: IncomingFile, expiresAt: number): Promise<Entry>;
  /** The size of an upload that began without one. @throws Problem 404, 409, 413, 507 */
  declare(id: string, size: number): Promise<void>;
  /**
   * Resolves to the new offset, when it is durable. What arrived of a body that is cut off is kept. Requests for one
   * upload take turns, so abort the signal of one whose client is gone.
   * @throws Problem 400, 404, 409 wrong-offset, 413, 503, 507
   */
  append(id: string, offset: number, bytes: IncomingBytes, signal?: AbortSignal): Promise<number>;
  /** Durable bytes of an upload. An upload that has all its bytes is finished before this resolves. @throws Problem 404 */
  offset(id: string): Promise<number>;
  /** `receiving` → `waiting`, durable. May be called again. @throws Problem 404, 409 upload-incomplete */
  finish(id: string): Promise<Entry>;
  /** Deletes an upload that is not complete. */
  discard(id: string): Promise<void>;

  get(id: string): Promise<Entry | undefined>;
  readonly journal: Journal;
  /** Where the bytes of an entry are, unless it is `receiving` or `completed`. */
  pathOf(entry: Pick<Entry, "id">): string;
  /** `waiting` or `sent` → `completed`; the copy on this disk is deleted. */
  complete(id: string): Promise<void>;

  /** `free`: bytes of the disk, as of half a second ago. */
  usage(): { bytes: number; files: number; free: number };
  /** Why nothing is accepted any more: the disk failed in a way that only a restart can mend. */
  readonly broken: Error | undefined;
  /** Discards expired uploads, forgets old completed entries. Done every minute by itself. */
  upkeep(): Promise<void>;
  /** Resolves when nothing is being written. Nothing new is accepted. */
  close(): Promise<void>;
}

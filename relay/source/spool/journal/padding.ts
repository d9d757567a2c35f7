import type { JournalQueue } from "./queue.ts";

/** Default: enough for hundreds of operations on a full disk, until one of them has made room. */
export const PADDING = 2 * 1024 ** 2;

/**
 * Makes the journal's files larger than their content, so that it can still record that files are sent and completed
 * when the disk is full: otherwise a full disk would never get room again. Zeros are written into the database and its
 * log, and deleted: SQLite uses that space again. Unlike a file that is deleted when the disk is full, nobody else can
 * take this room.
 */
export async function padJournal(queue: JournalQueue, bytes: number): Promise<void> {
  if (bytes === 0) return;
  await queue.run("fillPadding", bytes);
  await queue.run("emptyPadding");
}

/** The same, if the journal has used half of it. */
export async function keepPadding(queue: JournalQueue, bytes: number): Promise<void> {
  if (bytes > 0 && (await queue.run("unusedBytes")) < bytes / 2) await padJournal(queue, bytes);
}

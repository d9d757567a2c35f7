import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Journal, journalOf } from "./journal.ts";
import { JournalQueue } from "./queue.ts";
import { inThisThread } from "./transport.ts";

/**
 * Opens the journal of a folder for a command, beside a relay that runs or while it is down. Whatever a command changes
 * is in the relay's journal when it resolves.
 * @throws if the folder has no journal
 */
export function openJournal(folder: string): Journal & { close(): Promise<void> } {
  const file = join(folder, "journal.sqlite");
  if (!existsSync(file)) throw new Error(`${folder} is not the folder of a relay: it has no journal.sqlite.`);
  const queue = new JournalQueue({
    transport: inThisThread({ file }),
    onBroken: () => {},
  });
  return { ...journalOf(queue, Date.now), close: () => queue.close() };
}

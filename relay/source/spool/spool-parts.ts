import { join } from "node:path";
import type { Log } from "../types/log.ts";
import type { Disk } from "./disk/disk.ts";
import { codeOf } from "./disk/disk.ts";
import type { JournalQueue } from "./journal/queue.ts";
import type { Reservation, Room } from "./room.ts";

/** The folder in the spool's folder that has the bytes, one file for each entry. */
export const filesFolder = (folder: string) => join(folder, "files");

/** What the operations of the spool share. */
export interface SpoolParts {
  disk: Disk;
  queue: JournalQueue;
  room: Room;
  log: Log;
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** The name of the bytes of an entry. */
  fileOf(id: string): string;
  /** Their name until they are complete, in the same folder. */
  partOf(id: string): string;
  /** fsync of the folder with the bytes, shared. */
  syncNames(): Promise<void>;
  /** Entries that are about to become durable. */
  arriving: Map<string, Promise<void>>;
  /** Accepted files that the journal could not make `waiting` yet. */
  unsettled: Set<string>;
  /** The room of uploads in several requests. */
  uploads: Map<string, Reservation>;
  /** Files that could not be deleted. They are tried again. */
  leftovers: Set<string>;
  /** Nothing more is accepted. */
  fail(error: Error): void;
}

/** Deletes a file that nobody needs. If the disk refuses, it is tried again later, and at the next start. */
export async function remove({ disk, log, leftovers }: SpoolParts, path: string): Promise<void> {
  try {
    await disk.unlink(path);
    leftovers.delete(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      leftovers.delete(path);
      return;
    }
    leftovers.add(path);
    log.warn({ err: error, path }, "A file could not be deleted. The relay will try again.");
  }
}

import { open } from "node:fs/promises";
import { join } from "node:path";
import { checksumOf } from "../forward/copy.ts";
import { codeOf } from "../spool/disk/disk.ts";
import { filesFolder, type Journal } from "../spool/index.ts";
import type { Entry } from "../types/entry.ts";

export type CopyState = "good" | "damaged" | "missing" | "unreadable";

/** Where the copy of an entry is. */
export const copyPath = (folder: string, { id }: Pick<Entry, "id">): string => join(filesFolder(folder), id);

/** Reads a copy, and compares it with what the relay accepted. */
export const checkCopy = async (path: string, entry: Entry): Promise<CopyState> => {
  try {
    const handle = await open(path, "r");
    try {
      const { size, crc32 } = await checksumOf(handle);
      return size === entry.size && crc32 === entry.crc32 ? "good" : "damaged";
    } finally {
      await handle.close();
    }
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "missing" : "unreadable";
  }
};

/** A relay that runs may have completed the entry meanwhile, and deleted its copy. */
export const isStillThere = async (journal: Journal, { id }: Entry): Promise<boolean> => {
  const now = await journal.get(id);
  return now !== undefined && now.state !== "completed";
};

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pause } from "./pause.ts";

/** SQLITE_BUSY: another connection holds the lock. */
const BUSY = 5;

/**
 * Lets one process at a time do some work. Other processes wait.
 * SQLite locks the file with the kernel's file locks. Such a lock ends with its process, also when the process is killed,
 * so there are no stale locks.
 */
export const exclusive = async <T>(
  path: string,
  work: () => Promise<T>,
  { onWait = () => {}, signal }: { onWait?: () => void; signal?: AbortSignal | undefined } = {},
): Promise<T> => {
  await mkdir(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    for (let waited = false; !tryLock(database); waited = true) {
      if (!waited) onWait();
      await pause(200, signal);
    }
    return await work();
  } finally {
    database.close();
  }
};

const tryLock = (database: DatabaseSync): boolean => {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === BUSY) return false;
    throw error;
  }
};

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartFault } from "../start-fault.ts";

/** SQLITE_BUSY */
const BUSY = 5;

/** Another process uses the folder. */
export class FolderInUse extends StartFault {
  override readonly name = "FolderInUse";
  constructor(folder: string) {
    super(
      `Another relay uses the folder ${folder}. Stop that relay first, or give this one a folder of its own. ` +
        "The lock ends with the process that holds it, so there is no lock file to delete.",
    );
  }
}

/**
 * Makes sure that one relay at a time uses the folder. The lock is a lock of the operating system on a second SQLite
 * file, so it ends with the process, even after kill -9.
 * @throws FolderInUse
 * @returns ends the lock
 */
export function lockFolder(folder: string): () => void {
  const db = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: 0 });
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
  } catch (error) {
    db.close();
    if (error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === BUSY)
      throw new FolderInUse(folder);
    throw error;
  }
  return () => db.close();
}

import type { DatabaseSync } from "node:sqlite";
import { rowsOf } from "./rows.ts";

/** An entry that a command has removed. */
export interface Removed {
  id: string;
  bytes: number;
}

/** The removal of parked files by an operator, and what the relay that runs must know of it. */
export function removalOperations(db: DatabaseSync) {
  const remove = rowsOf<Removed>(
    db,
    "DELETE FROM entry WHERE id = ? AND state = 'parked' RETURNING id, coalesce(size, received) AS bytes",
  );
  const note = db.prepare("INSERT OR REPLACE INTO removed VALUES (?, ?)");
  const removed = rowsOf<Removed>(db, "SELECT id, bytes FROM removed LIMIT 1000");
  const forget = db.prepare("DELETE FROM removed WHERE id = ?");
  const forgetAll = db.prepare("DELETE FROM removed");
  return {
    /** @returns false if it is not parked: then nothing is changed */
    remove: (id: string): boolean => {
      const gone = remove.first(id);
      if (gone) note.run(gone.id, gone.bytes);
      return gone !== undefined;
    },
    removed: (): Removed[] => removed.all(),
    forgetRemoved: (ids: readonly string[]): void => {
      for (const id of ids) forget.run(id);
    },
    /** For a start, which counts only what is there. */
    forgetAllRemoved: (): void => {
      forgetAll.run();
    },
  };
}

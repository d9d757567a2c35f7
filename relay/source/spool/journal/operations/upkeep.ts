import type { DatabaseSync } from "node:sqlite";
import type { Row } from "../row.ts";
import { rowsOf } from "./rows.ts";

/** Rows that one call deletes at most, so that it stays short. */
const PRUNED = 1000;

/** An entry whose bytes are on the disk. */
export type WithFile = Pick<Row, "id" | "state" | "size" | "received">;

/** What recovery and the upkeep of the history need of the journal. */
export function upkeepOperations(db: DatabaseSync) {
  const opened = db.prepare("UPDATE opened SET times = times + 1");
  const withFiles = rowsOf<WithFile>(
    db,
    "SELECT id, state, size, received FROM entry WHERE state IN ('arriving', 'receiving', 'waiting', 'sent', 'parked')",
  );
  const reset = db.prepare(
    "UPDATE entry SET received = 0, running_crc = 0 WHERE id = ? AND state = 'receiving'",
  );
  const completedFiles = rowsOf<{ files: number }>(db, "SELECT files FROM tally WHERE state = 'completed'");
  const prune = db.prepare(
    `DELETE FROM entry WHERE seq IN (SELECT seq FROM entry INDEXED BY history
       WHERE state = 'completed' AND completed_at < ? ORDER BY completed_at LIMIT ?)`,
  );
  const fill = db.prepare("INSERT INTO padding VALUES (zeroblob(?))");
  const empty = db.prepare("DELETE FROM padding");
  const unused = rowsOf<{ freelist_count: number }>(db, "PRAGMA freelist_count");
  const page = rowsOf<{ page_size: number }>(db, "PRAGMA page_size");
  return {
    fillPadding: (bytes: number): void => {
      empty.run();
      fill.run(bytes);
    },
    emptyPadding: (): void => {
      empty.run();
    },
    /** Of the database's file: free for new entries. */
    unusedBytes: (): number => (unused.first()?.freelist_count ?? 0) * (page.first()?.page_size ?? 0),
    /**
     * A commit of its own. Its fsync makes durable what an earlier process has written to the journal, but had no time
     * to fsync: recovery acts on what it reads.
     */
    opened: (): void => {
      opened.run();
    },
    withFiles: (): WithFile[] => withFiles.all(),
    /** The bytes of this upload are gone: it starts again. */
    reset: (id: string): boolean => reset.run(id).changes === 1,
    /** Forgets completed entries that are older than `before`, and the oldest above `most`. @returns how many */
    prune: (before: number, most: number): number => {
      const old = Number(prune.run(before, PRUNED).changes);
      const excess = Math.min(PRUNED, (completedFiles.first()?.files ?? 0) - most);
      return old + (excess > 0 ? Number(prune.run(Number.MAX_SAFE_INTEGER, excess).changes) : 0);
    },
  };
}

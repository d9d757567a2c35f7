import type { DatabaseSync } from "node:sqlite";
import type { NewRow, Row } from "../row.ts";
import { rowsOf } from "./rows.ts";

/** What accepting and reading need of the journal. */
export function entryOperations(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO entry (id, owner, name, type, path, tags, metadata, size, received, crc32, state, key, client_key, accepted_at, expires_at)
     VALUES (:id, :owner, :name, :type, :path, :tags, :metadata, :size, :received, :crc32, :state, :key, :client_key, :accepted_at, :expires_at)
     ON CONFLICT (owner, client_key) WHERE client_key IS NOT NULL DO NOTHING`,
  );
  const settle = db.prepare("UPDATE entry SET state = 'waiting' WHERE id = ? AND state = 'arriving'");
  const drop = db.prepare("DELETE FROM entry WHERE id = ? AND state IN ('arriving', 'receiving')");
  const byId = rowsOf<Row>(db, "SELECT * FROM entry WHERE id = ?");
  const byClientKey = rowsOf<Row>(db, "SELECT * FROM entry WHERE owner = ? AND client_key = ?");
  const completed = rowsOf<{ size: number }>(
    db,
    `UPDATE entry SET state = 'completed', completed_at = ?, attempts = 0, next_at = 0, reason = NULL
     WHERE id = ? AND state IN ('waiting', 'sent') RETURNING size`,
  );
  return {
    /** @returns the earlier row, if the owner has used this client key before: then nothing is inserted */
    insert: (row: NewRow): Row | undefined => {
      if (insert.run({ ...row }).changes === 1) return undefined;
      return byClientKey.first(row.owner, row.client_key);
    },
    /** `arriving` → `waiting`. */
    settle: (id: string): boolean => settle.run(id).changes === 1,
    /** Deletes a row that was not promised, or an upload. */
    drop: (id: string): boolean => drop.run(id).changes === 1,
    get: (id: string): Row | undefined => byId.first(id),
    byClientKey: (owner: string, clientKey: string): Row | undefined => byClientKey.first(owner, clientKey),
    /** @returns its bytes, or undefined if it is in no state for it */
    completed: (id: string, now: number): number | undefined => completed.first(now, id)?.size,
  };
}

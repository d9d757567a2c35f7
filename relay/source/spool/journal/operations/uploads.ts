import type { DatabaseSync } from "node:sqlite";
import { rowsOf } from "./rows.ts";

/** What uploads in several requests need of the journal. */
export function uploadOperations(db: DatabaseSync) {
  const progress = db.prepare(
    "UPDATE entry SET received = ?, running_crc = ? WHERE id = ? AND state = 'receiving'",
  );
  const declare = db.prepare(
    "UPDATE entry SET size = ? WHERE id = ? AND state = 'receiving' AND size IS NULL",
  );
  const arrive = db.prepare(
    `UPDATE entry SET state = 'arriving', size = received, crc32 = ?, accepted_at = ?, expires_at = NULL
     WHERE id = ? AND state = 'receiving'`,
  );
  const expired = rowsOf<{ id: string }>(
    db,
    "SELECT id FROM entry WHERE state = 'receiving' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
  );
  return {
    /** Records that this many bytes are durable, and the CRC-32 of them. */
    progress: (id: string, received: number, runningCrc: number): boolean =>
      progress.run(received, runningCrc, id).changes === 1,
    declare: (id: string, size: number): boolean => declare.run(size, id).changes === 1,
    /** `receiving` → `arriving`: all bytes are durable. */
    arrive: (id: string, crc32: string, now: number): boolean => arrive.run(crc32, now, id).changes === 1,
    expired: (now: number, limit: number): string[] => expired.all(now, limit).map(({ id }) => id),
  };
}

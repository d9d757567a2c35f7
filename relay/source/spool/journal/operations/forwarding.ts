import type { DatabaseSync } from "node:sqlite";
import type { Row } from "../row.ts";
import { dueOperation } from "./due.ts";
import { rowsOf } from "./rows.ts";

export interface Reason {
  code: string;
  message: string;
  at: number;
}

/** What the forwarder needs of the journal. An operation on an entry returns false if it is in no state for it. */
export function forwardingOperations(db: DatabaseSync) {
  const delayed = rowsOf<{ next_at: number }>(
    db,
    "SELECT next_at FROM entry INDEXED BY delayed WHERE state = 'waiting' AND ready = 0 ORDER BY next_at LIMIT 1",
  );
  const followed = rowsOf<{ next_at: number }>(
    db,
    "SELECT next_at FROM entry INDEXED BY followed WHERE state = 'sent' ORDER BY next_at LIMIT 1",
  );
  const announced = db.prepare("UPDATE entry SET file_id = ? WHERE id = ? AND state IN ('waiting', 'sent')");
  const sent = db.prepare(
    `UPDATE entry SET state = 'sent', file_id = ?, sent_at = ?, next_at = ?, attempts = 0, reason = NULL
     WHERE id = ? AND state = 'waiting'`,
  );
  const failed = db.prepare(
    `UPDATE entry SET state = 'waiting', ready = 0, next_at = ?, attempts = attempts + 1, reason = ?
     WHERE id = ? AND state IN ('waiting', 'sent')`,
  );
  const park = db.prepare(
    "UPDATE entry SET state = 'parked', next_at = 0, reason = ? WHERE id = ? AND state IN ('waiting', 'sent')",
  );
  const toFollow = rowsOf<Row>(
    db,
    "SELECT * FROM entry INDEXED BY followed WHERE state = 'sent' AND next_at <= ? ORDER BY next_at LIMIT ?",
  );
  const postpone = db.prepare("UPDATE entry SET next_at = ? WHERE id = ? AND state = 'sent'");
  const again = "SET state = 'waiting', ready = 1, next_at = 0, attempts = 0, reason = NULL, file_id = NULL";
  const retry = db.prepare(`UPDATE entry ${again}, key = coalesce(?, key) WHERE id = ? AND state = 'parked'`);
  const retryAll = db.prepare(`UPDATE entry ${again} WHERE state = 'parked'`);
  return {
    due: dueOperation(db),
    /** When the first delayed or followed entry is due. */
    nextAt: (): number | undefined => {
      const times = [delayed.first()?.next_at, followed.first()?.next_at].filter((at) => at !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    announced: (id: string, fileId: string): boolean => announced.run(fileId, id).changes === 1,
    sent: (id: string, fileId: string, now: number, nextAt: number): boolean =>
      sent.run(fileId, now, nextAt, id).changes === 1,
    failed: (id: string, reason: Reason, nextAt: number): boolean =>
      failed.run(nextAt, JSON.stringify(reason), id).changes === 1,
    park: (id: string, reason: Reason): boolean => park.run(JSON.stringify(reason), id).changes === 1,
    following: (now: number, limit: number): Row[] => toFollow.all(now, limit),
    postpone: (ids: readonly string[], nextAt: number): void => {
      for (const id of ids) postpone.run(nextAt, id);
    },
    retry: (id: string, key: string | null): boolean => retry.run(key, id).changes === 1,
    retryAll: (): number => Number(retryAll.run().changes),
  };
}

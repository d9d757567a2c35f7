import type { DatabaseSync } from "node:sqlite";
import type { Row } from "../row.ts";
import { rowsOf } from "./rows.ts";

/** Delayed entries that become ready in one call. So one call stays short when a long outage ends. */
const PROMOTED = 1000;
/** Rows of one owner that are read at once. */
const PAGE = 8;

/** An entry that is being sent now. */
export interface InFlight {
  id: string;
  owner: string;
}

/** The waiting entries whose time has come: owners take turns, and each owner's oldest entry is first. */
export function dueOperation(db: DatabaseSync) {
  const promote = db.prepare(
    `UPDATE entry SET ready = 1 WHERE seq IN (SELECT seq FROM entry INDEXED BY delayed
       WHERE state = 'waiting' AND ready = 0 AND next_at <= ? ORDER BY next_at LIMIT ${PROMOTED})`,
  );
  const ownerAfter = rowsOf<{ owner: string }>(
    db,
    "SELECT owner FROM entry INDEXED BY ready WHERE state = 'waiting' AND ready = 1 AND owner > ? ORDER BY owner LIMIT 1",
  );
  const oldest = rowsOf<Row>(
    db,
    `SELECT * FROM entry INDEXED BY ready WHERE state = 'waiting' AND ready = 1 AND owner = ? AND seq > ?
     ORDER BY seq LIMIT ${PAGE}`,
  );
  /** The owner who had the last turn. */
  let last = "";

  /** Owners with ready entries, the next one in turn first. */
  function owners(most: number): string[] {
    const found = new Set<string>();
    let at = last;
    for (let wrapped = false; found.size < most; ) {
      const owner = ownerAfter.first(at)?.owner;
      if (owner === undefined || found.has(owner)) {
        if (wrapped) break;
        wrapped = true;
        at = "";
        continue;
      }
      found.add(owner);
      at = owner;
    }
    return [...found];
  }

  function* readyOf(owner: string, busy: ReadonlySet<string>): Generator<Row, undefined> {
    for (let at = 0; ; ) {
      const rows = oldest.all(owner, at);
      for (const row of rows) if (!busy.has(row.id)) yield row;
      const lastRow = rows.at(-1);
      if (!lastRow || rows.length < PAGE) return;
      at = lastRow.seq;
    }
  }

  return (now: number, limit: number, inFlight: readonly InFlight[]): Row[] => {
    promote.run(now);
    const busy = new Set(inFlight.map(({ id }) => id));
    const busyOwners = new Set(inFlight.map(({ owner }) => owner));
    const queues = owners(limit + busyOwners.size).map((owner) => ({
      owner,
      rows: readyOf(owner, busy),
      sending: inFlight.filter((each) => each.owner === owner).length,
    }));
    const due: Row[] = [];
    while (due.length < limit && queues.length > 0) {
      // The first of those with the fewest entries on their way has the turn.
      const queue = queues.reduce((best, each) => (each.sending < best.sending ? each : best));
      const next = queue.rows.next();
      if (next.done) {
        queues.splice(queues.indexOf(queue), 1);
        continue;
      }
      due.push(next.value);
      queue.sending += 1;
      last = queue.owner;
    }
    return due;
  };
}

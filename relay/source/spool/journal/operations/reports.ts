import type { DatabaseSync } from "node:sqlite";
import type { EntryState } from "../../../types/entry.ts";
import type { Row } from "../row.ts";
import { rowsOf } from "./rows.ts";

export interface Tally {
  files: number;
  bytes: number;
}

export interface Filter {
  state?: EntryState;
  owner?: string;
  /** The id of the last entry of the page before. If there is none with it, nothing is listed. */
  after?: string;
  /** Instead of `after`: what the page before returned. It stays valid when its last entry is removed. */
  position?: number;
  /** Entries in a page. */
  limit: number;
}

/** What the status page, the metrics and the commands read of the journal. */
export function reportOperations(db: DatabaseSync) {
  const tally = rowsOf<{ state: string } & Tally>(db, "SELECT state, files, bytes FROM tally");
  const oldest = rowsOf<Row>(db, "SELECT * FROM entry WHERE state = ? ORDER BY seq LIMIT 1");
  const position = rowsOf<{ seq: number }>(db, "SELECT seq FROM entry WHERE id = ?");
  const all = rowsOf<Row>(
    db,
    "SELECT * FROM entry WHERE seq > ? AND state <> 'arriving' ORDER BY seq LIMIT ?",
  );
  const byState = rowsOf<Row>(db, "SELECT * FROM entry WHERE state = ? AND seq > ? ORDER BY seq LIMIT ?");
  const byOwner = rowsOf<Row>(
    db,
    "SELECT * FROM entry WHERE owner = ? AND seq > ? AND state <> 'arriving' ORDER BY seq LIMIT ?",
  );
  const byBoth = rowsOf<Row>(
    db,
    "SELECT * FROM entry INDEXED BY by_owner WHERE owner = ? AND state = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  return {
    tally: (): Record<string, Tally> =>
      Object.fromEntries(tally.all().map(({ state, files, bytes }) => [state, { files, bytes }])),
    oldest: (state: EntryState): Row | undefined => oldest.first(state),
    list: ({ state, owner, after, position: given = 0, limit }: Filter): Row[] => {
      const from = after === undefined ? given : position.first(after)?.seq;
      if (from === undefined) return [];
      if (state && owner !== undefined) return byBoth.all(owner, state, from, limit);
      if (state) return byState.all(state, from, limit);
      if (owner !== undefined) return byOwner.all(owner, from, limit);
      return all.all(from, limit);
    },
  };
}

import type { Entry, EntryState } from "../../types/entry.ts";

/** A row of the table `entry`. `arriving` is never shown to others. */
export interface Row {
  seq: number;
  id: string;
  owner: string;
  name: string;
  type: string;
  path: string | null;
  tags: string | null;
  metadata: string | null;
  size: number | null;
  received: number;
  running_crc: number;
  crc32: string | null;
  state: EntryState | "arriving";
  key: string;
  client_key: string | null;
  accepted_at: number;
  attempts: number;
  ready: number;
  next_at: number;
  file_id: string | null;
  reason: string | null;
  sent_at: number | null;
  completed_at: number | null;
  expires_at: number | null;
}

/** A row that is not written yet: the columns that do not start with their default. */
export type NewRow = Pick<
  Row,
  | "id"
  | "owner"
  | "name"
  | "type"
  | "path"
  | "tags"
  | "metadata"
  | "size"
  | "received"
  | "crc32"
  | "state"
  | "key"
  | "client_key"
  | "accepted_at"
  | "expires_at"
>;

/** A new row with the defaults of the table. */
export const withDefaults = (row: NewRow): Row => ({
  ...row,
  seq: 0,
  running_crc: 0,
  attempts: 0,
  ready: 1,
  next_at: 0,
  file_id: null,
  reason: null,
  sent_at: null,
  completed_at: null,
});

/** What the rest of the relay sees of a row. An `arriving` one is `waiting` for those who may see it. */
export function entryOf(row: Row): Entry {
  const { path, tags, metadata, size, crc32, client_key, file_id, reason, sent_at, completed_at } = row;
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    type: row.type,
    ...(path !== null && { path }),
    ...(tags !== null && { tags: JSON.parse(tags) }),
    ...(metadata !== null && { metadata }),
    ...(size !== null && { size }),
    ...(crc32 !== null && { crc32 }),
    state: row.state === "arriving" ? "waiting" : row.state,
    key: row.key,
    ...(client_key !== null && { clientKey: client_key }),
    acceptedAt: row.accepted_at,
    attempts: row.attempts,
    nextAt: row.next_at,
    ...(file_id !== null && { fileId: file_id }),
    ...(reason !== null && { reason: JSON.parse(reason) }),
    ...(sent_at !== null && { sentAt: sent_at }),
    ...(completed_at !== null && { completedAt: completed_at }),
  };
}

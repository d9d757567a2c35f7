import { keyUsedBefore } from "../../problems/problems.ts";
import type { Entry } from "../../types/entry.ts";
import type { IncomingFile } from "../../types/incoming-file.ts";
import { columnsOf } from "../accept.ts";
import { findEarlier } from "../earlier.ts";
import { entryOf, type NewRow, type Row, withDefaults } from "../journal/row.ts";
import { remove, type SpoolParts } from "../spool-parts.ts";

/**
 * Begins an upload whose bytes arrive in several requests. Its room is reserved at once if its size is known.
 * @param expiresAt milliseconds since 1970: then what is not complete is discarded
 * @throws Problem 413, 422, 503, 507
 */
export async function begin(parts: SpoolParts, incoming: IncomingFile, expiresAt: number): Promise<Entry> {
  const earlier = await findEarlier(parts, incoming);
  if (earlier) return sameUpload(earlier, incoming);
  const { disk, queue, uploads, partOf, newId, now } = parts;
  const room = await parts.room.reserve(incoming.size);
  const id = newId();
  const row: NewRow = {
    ...columnsOf(incoming),
    id,
    size: incoming.size ?? null,
    received: 0,
    crc32: null,
    state: "receiving",
    key: newId(),
    accepted_at: now(),
    expires_at: expiresAt,
  };
  try {
    await (await disk.create(partOf(id))).close();
    // The name is durable from now on, and each request only has to make its bytes durable.
    await parts.syncNames();
    const duplicate = await queue.run("insert", row);
    if (duplicate) {
      await remove(parts, partOf(id));
      room.release();
      return sameUpload(duplicate, incoming);
    }
  } catch (error) {
    await remove(parts, partOf(id));
    room.release();
    throw error;
  }
  uploads.set(id, room);
  return entryOf(withDefaults(row));
}

function sameUpload(row: Row, { name, size }: IncomingFile): Entry {
  if (row.name !== name || (size !== undefined && row.size !== null && row.size !== size))
    throw keyUsedBefore();
  return entryOf(row);
}

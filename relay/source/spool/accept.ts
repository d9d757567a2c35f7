import type { Entry } from "../types/entry.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";
import { crcText } from "./crc.ts";
import { earlierEntry, findEarlier } from "./earlier.ts";
import { entryOf, type NewRow, withDefaults } from "./journal/row.ts";
import { wrongLength } from "./problems.ts";
import { publish } from "./publish.ts";
import type { Reservation } from "./room.ts";
import { remove, type SpoolParts } from "./spool-parts.ts";
import { type Written, writeBody } from "./write-body.ts";

/**
 * Stores a file, in the order that makes the promise true: bytes, fsync, journal, final name, fsync of the folder.
 * @throws Problem 400, 413, 422, 503, 507. Then nothing is kept.
 */
export async function accept(
  parts: SpoolParts,
  incoming: IncomingFile,
  bytes: IncomingBytes,
  signal?: AbortSignal,
): Promise<Entry> {
  const earlier = await findEarlier(parts, incoming);
  if (earlier) return earlierEntry(parts, earlier, incoming, bytes, signal);
  const room = await parts.room.reserve(incoming.size);
  const id = parts.newId();
  try {
    const written = await writeFile(parts, parts.partOf(id), room, incoming, bytes, signal);
    const row = rowOf(parts, id, incoming, written);
    const duplicate = await promise(parts, row);
    if (!duplicate) return entryOf(withDefaults(row));
    // Another request with the same key was faster.
    await remove(parts, parts.partOf(id));
    room.release();
    return await earlierEntry(parts, duplicate, {
      ...incoming,
      size: written.length,
      crc: crcText(written.crc),
    });
  } catch (error) {
    await remove(parts, parts.partOf(id));
    room.release();
    throw error;
  }
}

async function writeFile(
  { disk }: SpoolParts,
  path: string,
  room: Reservation,
  { size }: IncomingFile,
  bytes: IncomingBytes,
  signal?: AbortSignal,
): Promise<Written> {
  const file = await disk.create(path);
  try {
    const written = await writeBody({ file, from: { length: 0, crc: 0 }, size, room }, bytes, signal);
    if (size !== undefined && written.length < size) throw wrongLength(size, `${written.length}`);
    await file.sync();
    room.settle(written.length);
    return written;
  } finally {
    await file.close();
  }
}

const rowOf = (
  { now, newId }: SpoolParts,
  id: string,
  incoming: IncomingFile,
  { length, crc }: Written,
): NewRow => ({
  ...columnsOf(incoming),
  id,
  size: length,
  received: length,
  crc32: crcText(crc),
  state: "arriving",
  key: newId(),
  accepted_at: now(),
  expires_at: null,
});

/** The columns that the client decides. */
export const columnsOf = ({ owner, name, type, path, tags, metadata, idempotencyKey }: IncomingFile) => ({
  owner,
  name,
  type,
  path: path ?? null,
  tags: tags ? JSON.stringify(tags) : null,
  metadata: metadata ?? null,
  client_key: idempotencyKey ?? null,
});

/** Journal, final name, fsync of the folder. @returns the earlier row of the same client key, if there is one */
async function promise(parts: SpoolParts, row: NewRow) {
  const { queue, arriving } = parts;
  const work = (async () => {
    const earlier = await queue.run("insert", row);
    if (earlier) return earlier;
    try {
      await publish(parts, row.id);
    } catch (error) {
      await withdraw(parts, row.id);
      throw error;
    }
    return undefined;
  })();
  // A request with the same key waits for the outcome.
  const outcome = work.then(() => {});
  outcome.catch(() => {});
  arriving.set(row.id, outcome);
  try {
    return await work;
  } finally {
    arriving.delete(row.id);
  }
}

/** The row first: a file without a row is deleted at the next start, but a row without a file would be a loss. */
async function withdraw(parts: SpoolParts, id: string): Promise<void> {
  try {
    await parts.queue.run("drop", id);
  } catch (error) {
    // The next start completes this file. Its client was told that it failed, and sends it again under the same key.
    parts.log.error({ err: error, id }, "A file that failed stays in the journal until the next start.");
    throw error;
  }
  await remove(parts, parts.fileOf(id));
}

import { crc32 } from "node:zlib";
import { keyUsedBefore } from "../problems/problems.ts";
import type { Entry } from "../types/entry.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";
import { crcText } from "./crc.ts";
import { entryOf, type Row } from "./journal/row.ts";
import { readBody } from "./read-body.ts";
import type { SpoolParts } from "./spool-parts.ts";
import { finish } from "./uploads/finish.ts";

/** The row of an earlier request with the same owner and Idempotency-Key. */
export async function findEarlier(
  { queue }: SpoolParts,
  { owner, idempotencyKey }: IncomingFile,
): Promise<Row | undefined> {
  if (idempotencyKey === undefined) return undefined;
  return queue.run("byClientKey", owner, idempotencyKey);
}

/**
 * The entry of that row, once it is durable. The body is read to its end, to compare it, unless `crc` is known already.
 * @throws Problem 422 if it is another file
 */
export async function earlierEntry(
  parts: SpoolParts,
  row: Row,
  { name, size, crc }: IncomingFile & { crc?: string },
  bytes?: IncomingBytes,
  signal?: AbortSignal,
): Promise<Entry> {
  if (row.state === "receiving" || row.name !== name) throw keyUsedBefore();
  if (size !== undefined && row.size !== size) throw keyUsedBefore();
  if (crc !== undefined && row.crc32 !== crc) throw keyUsedBefore();
  if (bytes && !(await hasBytes(row, bytes, signal))) throw keyUsedBefore();
  if (row.state !== "arriving") return entryOf(row);
  const outcome = parts.arriving.get(row.id);
  // Without an outcome, it has arrived meanwhile, or it is an upload whose last step failed.
  if (!outcome) return finish(parts, row.id);
  await outcome;
  return entryOf(row);
}

async function hasBytes(row: Row, bytes: IncomingBytes, signal?: AbortSignal): Promise<boolean> {
  let length = 0;
  let crc = 0;
  for await (const chunk of readBody(bytes, signal)) {
    length += chunk.length;
    if (length > (row.size ?? 0)) return false;
    crc = crc32(chunk, crc);
  }
  return length === row.size && crcText(crc) === row.crc32;
}

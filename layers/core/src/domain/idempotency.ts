import { createHash } from "node:crypto";
import type { FileRecord } from "./file.ts";
import { isPlan } from "./plan.ts";
import { sameTags } from "./tags.ts";

/**
 * The id of the file of an Idempotency-Key. The same caller, owner and key always give the same id, so that the table
 * itself refuses to create a file twice. Each part is hashed with its length, so that two different lists never give
 * the same text. The id is a UUID of version 8 (RFC 9562).
 * @param index the place in a request that announces many files. As a fourth part, it never gives the text of three parts
 */
export const fileIdFor = (caller: string, owner: string, key: string, index?: number): string => {
  const hash = createHash("sha256");
  const parts = index === undefined ? [caller, owner, key] : [caller, owner, key, String(index)];
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** The attributes that come from the request. A repeated request must have the same. */
const REQUESTED = [
  "owner",
  "file_name",
  "extension",
  "content_type",
  "path",
  "max_len",
  "checksum_algorithm",
] as const;

/** Whether the record that is known was made of the same request as `requested`. */
export const isSameRequest = (requested: FileRecord, known: FileRecord): boolean =>
  REQUESTED.every((name) => requested[name] === known[name]) &&
  // The length of a streamed file comes with its confirmation.
  (requested.max_len !== undefined || requested.len === known.len) &&
  sameTags(requested.tags, known.tags) &&
  isSameChecksum(requested, known);

/** The checksum of a plan may come with its confirmation, too. */
const isSameChecksum = (requested: FileRecord, known: FileRecord): boolean =>
  (isPlan(requested) && requested.checksum === undefined) ||
  (requested.checksum?.algorithm === known.checksum?.algorithm &&
    requested.checksum?.value === known.checksum?.value);

/** Whether a key has 1 to 255 visible ASCII characters, as is common for this header field. */
export const isIdempotencyKey = (key: string): boolean => /^[\x21-\x7e]{1,255}$/.test(key);

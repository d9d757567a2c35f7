import { createHash } from "node:crypto";
import type { FileRecord } from "./file.ts";

/**
 * The id of the file that a caller asked for under an Idempotency-Key: the same three always give
 * the same id, so that the table itself keeps a file from being created twice.
 * Each part carries its length, so that no two triples read alike. A UUID of version 8 (RFC 9562).
 */
export const fileIdFor = (caller: string, owner: string, key: string): string => {
  const hash = createHash("sha256");
  for (const part of [caller, owner, key]) hash.update(`${Buffer.byteLength(part)}:${part}`);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** What of a record its request decided: a replay must ask for the same. */
const ASKED = ["owner", "file_name", "extension", "content_type", "len"] as const;

export const isSameWish = (a: FileRecord, b: FileRecord): boolean =>
  ASKED.every((name) => a[name] === b[name]) &&
  a.checksum?.algorithm === b.checksum?.algorithm &&
  a.checksum?.value === b.checksum?.value;

/** Visible ASCII, 1 to 255 characters, as the header field is commonly drawn. */
export const isIdempotencyKey = (key: string): boolean => /^[\x21-\x7e]{1,255}$/.test(key);

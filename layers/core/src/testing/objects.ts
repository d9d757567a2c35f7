import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

type StoredObject = {
  bytes: Uint8Array;
  etag: string;
  metadata: Record<string, string>;
  last_modified?: string;
};
export type Objects = Map<string, StoredObject>;

/** The ETag of S3 for a single upload: the MD5 of the bytes, in quotes. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");

/** The CRC32 as S3 writes it: the base64 of four bytes. */
export const crc32Of = (bytes: Uint8Array): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString("base64");
};

import { createHash } from "node:crypto";

type StoredObject = { bytes: Uint8Array; etag: string; metadata: Record<string, string> };
export type Objects = Map<string, StoredObject>;

/** The ETag of S3 for a single upload: the MD5 of the bytes, in quotes. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");

import { createHash } from "node:crypto";
import { stampOf } from "../domain/stamp.ts";
import type { ClientUpload, CopiedPart, PartsCopy, Storage } from "../ports.ts";
import { crc32Of, etagOf, type Objects } from "./objects.ts";

type Named = Pick<CopiedPart, "number" | "etag">;
type Upload = { key: string; metadata: Record<string, string>; parts: Map<number, Uint8Array> };

/** Multipart uploads in memory, with S3's conditions. Each call is one step. CRC32 is the only checksum of a part. */
export const fakeUploads = (objects: Objects) => {
  const uploads = new Map<string, Upload>();
  let begun = 0;

  /** Creates the object from the named parts, as S3 does. */
  const assemble = (id: string, upload: Upload, parts: readonly Named[], size: number) => {
    const chosen = parts.map(({ number, etag }, i) => {
      const bytes = upload.parts.get(number);
      if (!bytes || etagOf(bytes) !== etag) throw new Error(`InvalidPart: ${number}`);
      if (number <= (parts[i - 1]?.number ?? 0)) throw new Error(`InvalidPartOrder: ${number}`);
      return bytes;
    });
    const bytes = Uint8Array.from(Buffer.concat(chosen));
    if (bytes.length !== size) throw new Error(`InvalidRequest: ${bytes.length} bytes, not ${size}`);
    objects.set(upload.key, { bytes, etag: etagOfParts(chosen), metadata: upload.metadata });
    uploads.delete(id);
  };
  const listed = (id: string) => {
    const upload = uploads.get(id);
    return upload && [...upload.parts].sort(([a], [b]) => a - b).map(([n, bytes]) => aPart(n, bytes));
  };

  return {
    uploads,

    /** Begins a client's upload with these parts. A part that is undefined has not arrived. */
    beginUpload(id: string, key: string, parts: readonly (Uint8Array | undefined)[]) {
      const sent = parts.flatMap((bytes, i): [number, Uint8Array][] => (bytes ? [[i + 1, bytes]] : []));
      uploads.set(id, { key, metadata: {}, parts: new Map(sent) });
    },

    /** Receives a part, as S3 does. The upload of before may be gone. */
    sendPart(id: string, number: number, bytes: Uint8Array): boolean {
      uploads.get(id)?.parts.set(number, bytes);
      return uploads.has(id);
    },

    async createUpload({ key_path }) {
      const upload_id = `client-upload-${++begun}`;
      uploads.set(upload_id, { key: key_path, metadata: {}, parts: new Map() });
      return { upload_id };
    },

    async uploadedParts(_, id) {
      const upload = uploads.get(id);
      return listed(id)?.map((part) => ({
        ...part,
        checksums: { ChecksumCRC32: crc32Of(upload?.parts.get(part.number) ?? new Uint8Array()) },
      }));
    },

    async completeUpload(file, id, parts) {
      const upload = uploads.get(id);
      if (!upload) return { result: "upload-gone" };
      const whole = Buffer.concat(parts.map(({ number }) => upload.parts.get(number) ?? new Uint8Array()));
      if (file.checksum_type && file.checksum && file.checksum.value !== crc32Of(whole))
        return { result: "checksum-differs" };
      assemble(id, upload, parts, file.len);
      return { result: "completed" };
    },

    async startCopy(file, etag, size) {
      const id = `upload-${++begun}`;
      uploads.set(id, { key: file.dest_path, metadata: stampOf(file, etag, size), parts: new Map() });
      return id;
    },

    copiedParts: async (_, id) => listed(id),

    async copyPart(file, id, { number, first, last }, etag) {
      const upload = uploads.get(id);
      if (!upload) return { result: "upload-gone" };
      const source = objects.get(file.key_path);
      if (!source) return { result: "source-missing" };
      if (source.etag !== etag) return { result: "source-changed" };
      if (last >= source.bytes.length) throw new Error(`InvalidRange: ${first}-${last}`);
      const bytes = source.bytes.slice(first, last + 1);
      upload.parts.set(number, bytes);
      return { result: "copied", part: aPart(number, bytes) };
    },

    async completeCopy(file, id, parts, size) {
      const upload = uploads.get(id);
      if (!upload) return { result: "upload-gone" };
      if (objects.has(file.dest_path)) return { result: "precondition-failed" };
      assemble(id, upload, parts, size);
      return { result: "copied", checksums: {} };
    },

    async abortUpload(_, id) {
      uploads.delete(id);
    },
  } satisfies ClientUpload &
    PartsCopy &
    Pick<Storage, "abortUpload" | "createUpload"> &
    Record<string, unknown>;
};

const aPart = (number: number, bytes: Uint8Array): CopiedPart => ({
  number,
  etag: etagOf(bytes),
  size: bytes.length,
});

/** The ETag of S3 for a multipart upload: the MD5 of the parts' MD5s, and the number of parts. */
const etagOfParts = (parts: readonly Uint8Array[]): string => {
  const md5 = createHash("md5");
  for (const part of parts) md5.update(createHash("md5").update(part).digest());
  return `"${md5.digest("hex")}-${parts.length}"`;
};

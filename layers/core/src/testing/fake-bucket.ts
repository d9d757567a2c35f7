import { stampOf } from "../domain/stamp.ts";
import type { Checksums, InboxStorage, MoverStorage } from "../ports.ts";
import { fakeUploads } from "./fake-uploads.ts";
import { crc32Of, etagOf, type Objects, sha256Of } from "./objects.ts";

/** A bucket in memory with S3's conditions on ETags. Each call is one step. SHA256 and CRC32 are its only checksums. */
export const fakeBucket = () => {
  const objects: Objects = new Map();
  return {
    ...fakeUploads(objects),
    objects,

    /** The ETag is that of S3, unless a test gives two different files the same. */
    put(key: string, bytes: Uint8Array, metadata: Record<string, string> = {}, etag = etagOf(bytes)) {
      objects.set(key, { bytes, etag, metadata });
    },

    async head(key) {
      const found = objects.get(key);
      return (
        found && {
          etag: found.etag,
          size: found.bytes.length,
          ...(found.last_modified !== undefined && { last_modified: found.last_modified }),
          metadata: found.metadata,
          checksums: checksumsOf(found.bytes),
        }
      );
    },

    async peek(key, { empty }) {
      const found = objects.get(key);
      const head = empty ? new Uint8Array() : found?.bytes.slice(0, 4100);
      return found && head && { etag: found.etag, size: found.bytes.length, head };
    },

    async delete(key) {
      objects.delete(key);
    },

    async copy(file, etag, size) {
      const source = objects.get(file.key_path);
      if (!source) return { result: "source-missing" };
      if (source.etag !== etag || objects.has(file.dest_path)) return { result: "precondition-failed" };
      objects.set(file.dest_path, { ...source, metadata: stampOf(file, etag, size) });
      return file.checksum && file.checksum.value !== checksumsOf(source.bytes)[file.checksum.algorithm]
        ? { result: "checksum-differs", etag: source.etag }
        : { result: "copied", checksums: checksumsOf(source.bytes) };
    },

    async copyObject(from, to) {
      const source = objects.get(from);
      if (!source) return false;
      objects.set(to, source);
      return true;
    },

    async copyIn(from, { key_path }, etag) {
      const source = objects.get(from);
      if (!source || source.etag !== etag) return false;
      objects.set(key_path, { bytes: source.bytes, etag, metadata: {} });
      return true;
    },

    async deleteIfMatch(key, etag) {
      const found = objects.get(key);
      if (found && found.etag !== etag) return false;
      objects.delete(key);
      return true;
    },
  } satisfies MoverStorage & InboxStorage & Record<string, unknown>;
};

const checksumsOf = (bytes: Uint8Array): Checksums => ({ SHA256: sha256Of(bytes), CRC32: crc32Of(bytes) });

import { randomUUID } from "node:crypto";
import type { FileRecord } from "../../domain/file.ts";
import { destPath, keyPath } from "../../domain/keys.ts";
import { openShard } from "../../domain/open-index.ts";
import type { Claim, Files } from "../../ports.ts";
import { aFile } from "../builders.ts";

// In the far future: in a deployed table, neither the reconciler nor TTL touches these records.
export const BEFORE = "2100-01-01T11:59:59.999Z";
export const AT = "2100-01-01T12:00:00.000Z";
export const AFTER = "2100-01-01T12:00:00.001Z";
export const LEASE_UNTIL = "2100-01-01T12:02:10.000Z";
const PURGE_AT = Date.parse(LEASE_UNTIL) / 1000;

/** A pending file with a new id. */
export const aNewFile = (overrides: Partial<FileRecord> = {}): FileRecord => {
  const file_id = randomUUID();
  return aFile({
    file_id,
    key_path: keyPath(file_id, ".jpg"),
    dest_path: destPath(file_id, ".jpg"),
    expires_at: AT,
    open_shard: openShard(file_id),
    check_at: AT,
    ...overrides,
  });
};

/** A file with every optional member. */
export const aFullFile = (overrides: Partial<FileRecord> = {}): FileRecord =>
  aNewFile({
    uploaded_by: "a relay",
    checksum: { algorithm: "SHA256", value: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=" },
    details: "The file could not be read.",
    error_code: "unreadable",
    cause: "S3 responded 503",
    retryable: false,
    source_etag: '"9b2cf535f27731c974343645a3985328"',
    sequencer: "0055AED6DCD90281E5",
    lease_owner: "an earlier message",
    lease_until: BEFORE,
    lease_id: "an earlier claim",
    upload_id: "the client's upload",
    copy_upload_id: "the copy's upload",
    copy_source_etag: '"0cc175b9c0f1b6a831c399e269772661"',
    copy_part_bytes: 134_217_728,
    purge_at: PURGE_AT,
    ...overrides,
  });

/** Writes `file` as a new record. */
export const written = async (files: Files, file: FileRecord): Promise<FileRecord> => {
  await files.create(file);
  return file;
};

/** A claim that fits the file: only the state of the record can refuse it. */
export const aClaim = (
  { file_id, key_path, dest_path }: FileRecord,
  overrides: Partial<Claim> = {},
): Claim => ({
  file_id,
  key_path,
  dest_path,
  lease_owner: "message-1",
  lease_until: LEASE_UNTIL,
  at: AT,
  max_attempts: 5,
  ...overrides,
});

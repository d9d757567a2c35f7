import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { mayClaim } from "../domain/claimable.ts";
import type { FileRecord } from "../domain/file.ts";
import { openShard } from "../domain/open-index.ts";
import type { Claim, Files, Written } from "../ports.ts";

/** The Files table in memory, with the conditions of the adapter. Each call is one step. */
export const fakeFiles = (...records: FileRecord[]) => {
  const table = new Map(records.map((record) => [record.file_id, structuredClone(record)]));
  const refused = (fileId: string): Written => ({ ok: false, current: structuredClone(table.get(fileId)) });
  /** The adapter takes the record that it would write for its own write, which the SDK sent twice. */
  const refusedUnlessOurs = (ours: FileRecord): Written =>
    isDeepStrictEqual(table.get(ours.file_id), ours)
      ? { ok: true, file: structuredClone(ours) }
      : refused(ours.file_id);
  const written = (file: FileRecord): Written => {
    table.set(file.file_id, structuredClone(file));
    return { ok: true, file: structuredClone(file) };
  };

  return {
    table,

    async create(file) {
      return table.has(file.file_id) ? refusedUnlessOurs(file) : written(file);
    },

    get: async (fileId) => structuredClone(table.get(fileId)),

    getMany: async (fileIds) =>
      [...new Set(fileIds)].flatMap((fileId) => structuredClone(table.get(fileId)) ?? []),

    async save(before, after) {
      const current = table.get(before.file_id);
      const untouched = current?.status === before.status && current.version === before.version;
      return untouched ? written(after) : refusedUnlessOurs(after);
    },

    async claim(claim) {
      const current = table.get(claim.file_id);
      return current && mayClaim(current, claim) ? written(claimed(current, claim)) : refused(claim.file_id);
    },
  } satisfies Files & { table: Map<string, FileRecord> };
};

const claimed = (file: FileRecord, { at, lease_owner, lease_until }: Claim): FileRecord => {
  const { details, error_code, cause, retryable, purge_at, ...kept } = file;
  return {
    ...kept,
    status: "processing",
    lease_owner,
    lease_until,
    lease_id: randomUUID(),
    check_at: lease_until,
    open_shard: openShard(file.file_id),
    updated_at: at,
    version: file.version + 1,
    attempts: file.attempts + 1,
    history: [
      ...file.history,
      { status: "uploaded", at, by: "mover" },
      { status: "processing", at, by: "mover" },
    ],
  };
};

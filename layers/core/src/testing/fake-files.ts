import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { claimed, mayClaim } from "../domain/claimable.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Files, Written } from "../ports.ts";

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
      return current && mayClaim(current, claim)
        ? written(claimed(current, claim, randomUUID()))
        : refused(claim.file_id);
    },
  } satisfies Files & { table: Map<string, FileRecord> };
};

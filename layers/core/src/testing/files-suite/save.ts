import { describe, expect, test } from "vitest";
import { advance } from "../../domain/advance.ts";
import type { FileRecord } from "../../domain/file.ts";
import { retire } from "../../domain/open-index.ts";
import type { Files } from "../../ports.ts";
import { AFTER, AT, aFullFile, aNewFile, written } from "./records.ts";

export const saveCases = (files: Files): void => {
  describe("save", () => {
    test("takes the record to what follows it", async () => {
      const before = await written(files, aNewFile());
      const after = advance(before, {
        to: "uploaded",
        by: "owner",
        at: AT,
        set: { checksum: { algorithm: "CRC32", value: "yZRlqg==" }, source_etag: '"e1"' },
      });

      await expect(files.save(before, after)).resolves.toStrictEqual({ ok: true, file: after });
      await expect(files.get(before.file_id)).resolves.toStrictEqual(after);
    });

    test("takes a record that was read to what follows it", async () => {
      const { file_id } = await written(files, aFullFile({ status: "expired" }));
      const before = await files.get(file_id);
      const after = before && retire(before, AT);

      expect(before && after && (await files.save(before, after))).toStrictEqual({ ok: true, file: after });
      await expect(files.get(file_id)).resolves.toStrictEqual(after);
    });

    test("removes what the new record does not have", async () => {
      const before = await written(files, aFullFile());
      const { file_id, file_name, ...small } = aNewFile();
      const after: FileRecord = { ...small, file_id: before.file_id, file_name: "", version: 2 };
      delete after.open_shard;
      delete after.check_at;

      await expect(files.save(before, after)).resolves.toStrictEqual({ ok: true, file: after });
      await expect(files.get(before.file_id)).resolves.toStrictEqual(after);
    });

    test.each<[string, Partial<FileRecord>]>([
      ["has another status", { status: "uploaded" }],
      ["has a later version", { version: 2 }],
      ["has an earlier version", { version: 0 }],
    ])("returns the record that %s than the caller read, and leaves it", async (_, changed) => {
      const before = aFullFile();
      const current = await written(files, { ...before, ...changed });
      const after = advance(before, { to: "expired", by: "reconciler", at: AFTER });

      await expect(files.save(before, after)).resolves.toStrictEqual({ ok: false, current });
      await expect(files.get(before.file_id)).resolves.toStrictEqual(current);
    });

    test("writes nothing if there is no record", async () => {
      const before = aNewFile();
      const after = advance(before, { to: "uploaded", by: "owner", at: AT });

      await expect(files.save(before, after)).resolves.toStrictEqual({ ok: false, current: undefined });
      await expect(files.get(before.file_id)).resolves.toBeUndefined();
    });

    test("lets one of two concurrent writers have the version", async () => {
      const before = await written(files, aNewFile());
      const outcomes = await Promise.all([
        files.save(before, advance(before, { to: "uploaded", by: "owner", at: AT })),
        files.save(before, advance(before, { to: "expired", by: "reconciler", at: AT })),
      ]);

      const winner = await files.get(before.file_id);
      expect(winner?.version).toBe(2);
      expect(outcomes).toContainEqual({ ok: true, file: winner });
      expect(outcomes).toContainEqual({ ok: false, current: winner });
    });

    test("takes the record it would write for its own write, which the SDK sent twice", async () => {
      const before = await written(files, aFullFile());
      const after = advance(before, { to: "uploaded", by: "owner", at: AT });
      await files.save(before, after);

      await expect(files.save(before, after)).resolves.toStrictEqual({ ok: true, file: after });
    });

    test("returns a copy of the new record", async () => {
      const before = await written(files, aNewFile());
      const after = advance(before, { to: "uploaded", by: "owner", at: AT });
      const outcome = await files.save(before, structuredClone(after));

      if (outcome.ok) outcome.file.history.pop();

      await expect(files.get(before.file_id)).resolves.toStrictEqual(after);
    });

    test("keeps a copy, which later changes of the caller's object do not reach", async () => {
      const before = await written(files, aNewFile());
      const after = advance(before, { to: "uploaded", by: "owner", at: AT });
      const asWritten = structuredClone(after);
      await files.save(before, after);

      after.history.pop();

      await expect(files.get(before.file_id)).resolves.toStrictEqual(asWritten);
    });
  });
};

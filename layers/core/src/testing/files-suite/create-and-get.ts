import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Files } from "../../ports.ts";
import { aFullFile, aNewFile, written } from "./records.ts";

export const createAndGetCases = (files: Files): void => {
  describe("create", () => {
    test("writes a new record", async () => {
      const file = aNewFile();

      await expect(files.create(file)).resolves.toStrictEqual({ ok: true, file });
      await expect(files.get(file.file_id)).resolves.toStrictEqual(file);
    });

    test("returns the record that has the id already, and leaves it", async () => {
      const current = await written(files, aFullFile());
      const another = aNewFile({ file_id: current.file_id, file_name: "another.jpg" });

      await expect(files.create(another)).resolves.toStrictEqual({ ok: false, current });
      await expect(files.get(current.file_id)).resolves.toStrictEqual(current);
    });

    test("returns a copy of the record that has the id already", async () => {
      const current = await written(files, aNewFile());
      const outcome = await files.create({ ...current, len: 7 });

      if (!outcome.ok) outcome.current?.history.pop();

      await expect(files.get(current.file_id)).resolves.toStrictEqual(current);
    });

    test("takes the same record for its own write, which the SDK sent twice", async () => {
      const file = await written(files, aFullFile());

      await expect(files.create(file)).resolves.toStrictEqual({ ok: true, file });
    });

    test("lets one of two concurrent writers have the id", async () => {
      const [first, second] = [aNewFile(), aNewFile()];
      const outcomes = await Promise.all([
        files.create(first),
        files.create({ ...second, file_id: first.file_id }),
      ]);

      const winner = await files.get(first.file_id);
      expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
      expect(outcomes).toContainEqual({ ok: true, file: winner });
      expect(outcomes).toContainEqual({ ok: false, current: winner });
    });

    test("keeps a copy, which later changes of the caller's object do not reach", async () => {
      const file = aNewFile();
      const asWritten = structuredClone(file);
      await files.create(file);

      file.history.push({ status: "expired", at: file.created_at, by: "reconciler" });
      file.file_name = "changed.jpg";

      await expect(files.get(file.file_id)).resolves.toStrictEqual(asWritten);
    });
  });

  describe("getMany", () => {
    test("returns the records that exist, each once", async () => {
      const [a, b] = [await written(files, aFullFile()), await written(files, aNewFile())];

      const found = await files.getMany([b.file_id, randomUUID(), a.file_id, b.file_id]);

      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([a, b]));
    });

    test("returns 100 records", async () => {
      const all = await Promise.all(Array.from({ length: 100 }, () => written(files, aNewFile())));

      const found = await files.getMany(all.map(({ file_id }) => file_id));

      expect(new Set(found.map(({ file_id }) => file_id))).toEqual(
        new Set(all.map(({ file_id }) => file_id)),
      );
    });

    test("returns copies, whose changes do not reach the records", async () => {
      const file = await written(files, aNewFile());
      const [copy] = await files.getMany([file.file_id]);

      if (copy) copy.file_name = "changed.jpg";

      await expect(files.get(file.file_id)).resolves.toStrictEqual(file);
    });
  });

  describe("get", () => {
    test("returns undefined for an id without a record", async () => {
      await expect(files.get(randomUUID())).resolves.toBeUndefined();
    });

    test("returns a copy, whose changes do not reach the record", async () => {
      const file = await written(files, aNewFile());
      const copy = await files.get(file.file_id);

      copy?.history.push({ status: "expired", at: file.created_at, by: "reconciler" });
      if (copy) copy.file_name = "changed.jpg";

      await expect(files.get(file.file_id)).resolves.toStrictEqual(file);
    });

    test.each([
      ["every optional member", aFullFile()],
      ["empty strings", aNewFile({ extension: "", content_type: "", file_name: "", details: "", cause: "" })],
      [
        "a name that is not ASCII",
        aNewFile({ file_name: "Féria – 写真 🎞️.jpg", name_key: "féria – 写真 🎞️.jpg" }),
      ],
      ["a letter that is not composed", aNewFile({ file_name: "Fe\u0301ria.jpg" })],
      ["the longest length that S3 has", aNewFile({ len: 5 * 1024 ** 4 })],
      ["no history and no index", aRecordWithoutIndex()],
    ])("returns a record with %s as it was written", async (_, file) => {
      await files.create(file);

      await expect(files.get(file.file_id)).resolves.toStrictEqual(file);
    });
  });
};

const aRecordWithoutIndex = () => {
  const { open_shard, check_at, ...file } = aNewFile({ history: [] });
  return file;
};

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aFile, aFolder, aSpool, bodyOf } from "./testing/a-spool.ts";

const file = aFile({ idempotencyKey: "k", size: 3 });

test("the same key gets the earlier entry, once its bytes have been compared", async () => {
  const spool = await aSpool({ folder: await aFolder() });
  const entry = await spool.accept(file, bodyOf("abc"));
  expect(await spool.accept(file, bodyOf("abc"))).toEqual(entry);
  const { size: _, ...unknownLength } = file;
  expect(await spool.accept(unknownLength, bodyOf("a", "bc"))).toEqual(entry);
  expect(spool.usage()).toMatchObject({ bytes: 3, files: 1 });
});

test("the key of another owner is another key", async () => {
  const spool = await aSpool({ folder: await aFolder() });
  const entry = await spool.accept(file, bodyOf("abc"));
  const other = await spool.accept({ ...file, owner: "rui" }, bodyOf("abc"));
  expect(other.id).not.toBe(entry.id);
});

test.each([
  ["name", { name: "porto.jpg" }, "abc"],
  ["size", { size: 4 }, "abcd"],
  ["bytes of the same length", {}, "abd"],
  ["bytes, in a body of unknown length", { size: undefined }, "abd"],
  ["length, in a body of unknown length", { size: undefined }, "abcd"],
])("the same key with another %s is a conflict", async (_, change, bytes) => {
  const spool = await aSpool({ folder: await aFolder() });
  await spool.accept(file, bodyOf("abc"));
  const { size = 3, ...rest } = { ...file, ...change };
  const other = "size" in change && change.size === undefined ? rest : { ...rest, size };
  await expect(spool.accept(other, bodyOf(bytes))).rejects.toMatchObject({
    status: 422,
    code: "idempotency-conflict",
  });
  expect(spool.usage().files).toBe(1);
});

test("simultaneous requests with one key make one file", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  const entries = await Promise.all(Array.from({ length: 8 }, () => spool.accept(file, bodyOf("abc"))));
  expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
  expect(await readdir(join(folder, "files"))).toEqual([entries[0]?.id]);
  expect(spool.usage()).toMatchObject({ bytes: 3, files: 1 });
});

test.each([
  "abcd",
  "abd",
])("of simultaneous requests with one key and the bytes abc and %s, one is accepted", async (other) => {
  const spool = await aSpool({ folder: await aFolder() });
  const outcomes = await Promise.allSettled([
    spool.accept(file, bodyOf("abc")),
    spool.accept({ ...file, size: other.length }, bodyOf(other)),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeDisk } from "./disk/node-disk.ts";
import { aFile, aFolder, aSpool, bodyOf, hangingBody, LIMITS } from "./testing/a-spool.ts";

test.each([
  ["bytes of the spool", { bytes: 5 }, "spool-full"],
  ["files of the spool", { files: 1 }, "spool-full"],
  ["free bytes of the disk", { freeBytes: 95 }, "disk-full"],
])("without room for the %s, a file of known size is refused before its body is read", async (_, limit, code) => {
  const folder = await aFolder();
  const disk = { ...nodeDisk, free: async () => 100 };
  const spool = await aSpool({ folder, disk, now: () => 0, limits: { ...LIMITS, ...limit } });
  const { id } = await spool.accept(aFile({ size: 3 }), bodyOf("abc"));
  await expect(spool.accept(aFile({ size: 3 }), hangingBody())).rejects.toMatchObject({ status: 507, code });
  expect(await readdir(join(folder, "files"))).toEqual([id]);
  await spool.complete(id);
  await spool.accept(aFile({ size: 3 }), bodyOf("abc"));
});

test("a body of unknown size is refused when it outgrows the room, and gives its room back", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder, limits: { ...LIMITS, bytes: 3 * 1024 ** 2 } });
  const chunk = new Uint8Array(1024 ** 2);
  const body = Array.from({ length: 4 }, () => chunk);
  await expect(spool.accept(aFile(), bodyOf(...body))).rejects.toMatchObject({ status: 507 });
  expect(await readdir(join(folder, "files"))).toEqual([]);
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
  await spool.accept(aFile(), bodyOf(...body.slice(1)));
});

test("the last bytes of a body of unknown size need room too", async () => {
  const spool = await aSpool({ folder: await aFolder(), limits: { ...LIMITS, bytes: 2 } });
  await expect(spool.accept(aFile(), bodyOf("abc"))).rejects.toMatchObject({ status: 507 });
});

test("two bodies that arrive at once cannot reserve the same room", async () => {
  const spool = await aSpool({ folder: await aFolder(), limits: { ...LIMITS, bytes: 5 } });
  const abort = new AbortController();
  const first = spool.accept(aFile({ size: 3 }), hangingBody("a"), abort.signal);
  await expect(spool.accept(aFile({ size: 3 }), hangingBody())).rejects.toMatchObject({ status: 507 });
  abort.abort();
  await expect(first).rejects.toMatchObject({ status: 400 });
  await spool.accept(aFile({ size: 3 }), bodyOf("abc"));
});

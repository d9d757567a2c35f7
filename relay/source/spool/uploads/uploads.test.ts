import { appendFile, readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Spool } from "../spool.ts";
import {
  aFile,
  aFolder,
  aSpool,
  bodyOf,
  brokenBody,
  hangingBody,
  LIMITS,
  logTo,
} from "../testing/a-spool.ts";

const LATER = 10_000;

async function anUpload(size?: number) {
  const folder = await aFolder();
  const spool = await aSpool({ folder, now: () => 1000 });
  const { id } = await spool.begin(aFile(size === undefined ? {} : { size }), LATER);
  return { folder, spool, id };
}

async function reopen(spool: Spool, folder: string, now = 1000): Promise<Spool> {
  await spool.close();
  return aSpool({ folder, now: () => now });
}

test("an upload in two requests, with a restart in between, has its checksum and is due", async () => {
  const { folder, spool, id } = await anUpload(6);
  expect(await spool.get(id)).toMatchObject({ state: "receiving", size: 6 });
  expect(spool.usage()).toMatchObject({ bytes: 6, files: 1 });
  expect(await spool.append(id, 0, bodyOf("abc"))).toBe(3);
  const next = await reopen(spool, folder);
  expect(next.usage()).toMatchObject({ bytes: 6, files: 1 });
  expect(await next.offset(id)).toBe(3);
  expect(await next.append(id, 3, bodyOf("def"))).toBe(6);
  const entry = await next.finish(id);
  const whole = await next.accept(aFile(), bodyOf("abcdef"));
  expect(entry).toMatchObject({ state: "waiting", size: 6, crc32: whole.crc32 });
  expect(await next.get(id)).toEqual(entry);
  expect(await next.finish(id)).toEqual(entry);
  expect(await readFile(next.pathOf(entry), "utf8")).toBe("abcdef");
  expect(await next.offset(id)).toBe(6);
  expect(next.usage()).toMatchObject({ bytes: 12, files: 2 });
});

test("an upload is not due before it is complete", async () => {
  const { spool, id } = await anUpload(6);
  await spool.append(id, 0, bodyOf("abc"));
  expect(await spool.journal.due(1000, 10)).toEqual([]);
  await expect(spool.finish(id)).rejects.toMatchObject({ code: "upload-incomplete" });
});

test("what arrived of a body that is cut off is kept", async () => {
  const { spool, id } = await anUpload(6);
  await expect(spool.append(id, 0, brokenBody("ab", "c"))).rejects.toMatchObject({ code: "body-cut-off" });
  expect(await spool.offset(id)).toBe(3);
});

test("a request whose client vanished ends with its signal, and the next one continues", async () => {
  const { spool, id } = await anUpload(6);
  const gone = new AbortController();
  async function* vanishing() {
    yield* bodyOf("abc");
    gone.abort();
    yield* hangingBody();
  }
  const first = spool.append(id, 0, vanishing(), gone.signal);
  const second = first.then(
    () => 0,
    () => spool.append(id, 3, bodyOf("def")),
  );
  await expect(first).rejects.toMatchObject({ code: "body-cut-off" });
  expect(await second).toBe(6);
});

test.each([
  ["another offset", 1, "abc", "wrong-offset"],
  ["more bytes than announced", 0, "abcdefg", "wrong-length"],
])("a request with %s is refused", async (_, offset, bytes, code) => {
  const { spool, id } = await anUpload(6);
  await expect(spool.append(id, offset, bodyOf(bytes))).rejects.toMatchObject({ code });
  expect(await spool.offset(id)).toBe(0);
});

test("bytes beyond the recorded offset are never part of the file", async () => {
  const { folder, spool, id } = await anUpload(6);
  await spool.append(id, 0, bodyOf("abc"));
  await appendFile(join(folder, "files", `${id}.part`), "torn bytes");
  expect(await spool.append(id, 3, bodyOf("def"))).toBe(6);
  const entry = await spool.finish(id);
  expect(await readFile(spool.pathOf(entry), "utf8")).toBe("abcdef");
});

test("an upload that lost recorded bytes starts again", async () => {
  const { folder, spool, id } = await anUpload(3);
  await spool.append(id, 0, bodyOf("abc"));
  await truncate(join(folder, "files", `${id}.part`), 1);
  const next = await reopen(spool, folder);
  expect(await next.offset(id)).toBe(0);
  expect(await next.append(id, 0, bodyOf("abc"))).toBe(3);
  expect(await next.finish(id)).toMatchObject({ size: 3 });
});

test("an upload that has all its bytes is finished at the next start, or when its offset is read", async () => {
  const { folder, spool, id } = await anUpload(3);
  await spool.append(id, 0, bodyOf("abc"));
  const next = await reopen(spool, folder);
  expect(await next.get(id)).toMatchObject({ state: "waiting" });
  const other = await next.begin(aFile({ size: 1 }), LATER);
  await next.append(other.id, 0, bodyOf("x"));
  expect(await next.offset(other.id)).toBe(1);
  expect(await next.get(other.id)).toMatchObject({ state: "waiting" });
});

test("the size may be declared later, once", async () => {
  const { spool, id } = await anUpload();
  await spool.append(id, 0, bodyOf("abc"));
  await spool.declare(id, 5);
  await expect(spool.declare(id, 6)).rejects.toMatchObject({ code: "wrong-offset" });
  await expect(spool.append(id, 3, bodyOf("def"))).rejects.toMatchObject({ code: "wrong-length" });
  await spool.append(id, 3, bodyOf("de"));
  expect(await spool.finish(id)).toMatchObject({ size: 5 });
  expect(spool.usage()).toMatchObject({ bytes: 5, files: 1 });
});

test("a discarded upload leaves nothing", async () => {
  const { folder, spool, id } = await anUpload(6);
  await spool.append(id, 0, bodyOf("abc"));
  await spool.discard(id);
  expect(await spool.get(id)).toBeUndefined();
  expect(await readdir(join(folder, "files"))).toEqual([]);
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
  await expect(spool.append(id, 3, bodyOf("x"))).rejects.toMatchObject({ code: "upload-not-found" });
});

test("an expired upload is discarded, an accepted file is not", async () => {
  let now = 1000;
  const spool = await aSpool({ folder: await aFolder(), now: () => now });
  const upload = await spool.begin(aFile({ size: 2 }), LATER);
  const finished = await spool.begin(aFile({ size: 1 }), LATER);
  await spool.append(finished.id, 0, bodyOf("x"));
  await spool.finish(finished.id);
  now = LATER - 1;
  await spool.upkeep();
  expect(await spool.get(upload.id)).toBeDefined();
  now = LATER;
  await spool.upkeep();
  expect(await spool.get(upload.id)).toBeUndefined();
  expect(await spool.get(finished.id)).toMatchObject({ state: "waiting" });
});

test("an upload with the key of an earlier one continues it; with another size it is a conflict", async () => {
  const { spool } = await anUpload();
  const file = aFile({ size: 3, idempotencyKey: "k" });
  const first = await spool.begin(file, LATER);
  expect((await spool.begin(file, LATER)).id).toBe(first.id);
  await expect(spool.begin({ ...file, size: 4 }, LATER)).rejects.toMatchObject({
    code: "idempotency-conflict",
  });
});

test("an upload without room is refused before its first byte", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder, limits: { ...LIMITS, bytes: 10 }, log: logTo([]) });
  await spool.begin(aFile({ size: 6 }), LATER);
  await expect(spool.begin(aFile({ size: 6 }), LATER)).rejects.toMatchObject({ status: 507 });
  expect(await readdir(join(folder, "files"))).toHaveLength(1);
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { bodyTooSlow } from "../problems/problems.ts";
import { openSpool } from "./index.ts";
import { aFile, aFolder, aSpool, bodyOf, brokenBody, hangingBody, LIMITS, logTo } from "./testing/a-spool.ts";

const filesOf = async (folder: string) => (await readdir(join(folder, "files"))).sort();

test("an accepted file has its bytes, size and checksum, and is due", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder, now: () => 1000 });

  const file = aFile({ path: "trips", tags: { a: "b" }, idempotencyKey: "k", size: 8 });
  const entry = await spool.accept(file, bodyOf("olá", " mun"));

  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32("olá mun"));
  expect(entry).toEqual({
    id: entry.id,
    key: entry.key,
    owner: "ana",
    name: "lisbon.jpg",
    type: "image/jpeg",
    path: "trips",
    tags: { a: "b" },
    clientKey: "k",
    size: 8,
    crc32: crc.toString("base64"),
    state: "waiting",
    acceptedAt: 1000,
    attempts: 0,
    nextAt: 0,
  });
  expect(await spool.get(entry.id)).toEqual(entry);
  expect(await spool.journal.due(1000, 10)).toEqual([entry]);
  expect(await readFile(spool.pathOf(entry), "utf8")).toBe("olá mun");
  expect(await filesOf(folder)).toEqual([entry.id]);
  expect(spool.usage()).toMatchObject({ bytes: 8, files: 1 });
});

test("a large body arrives whole, in the order of its chunks", async () => {
  const spool = await aSpool({ folder: await aFolder() });
  const chunks = Array.from({ length: 300 }, (_, index) => new Uint8Array(20_011).fill(index));
  const entry = await spool.accept(aFile(), bodyOf(...chunks));
  const bytes = await readFile(spool.pathOf(entry));
  expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
  expect(entry.size).toBe(bytes.length);
});

test("after a restart everything is there, with the journal in a thread of its own", async () => {
  const folder = await aFolder();
  const first = await openSpool({ folder, limits: LIMITS, log: logTo([]) });
  const entries = await Promise.all(
    ["a", "b", "c"].map((name) => first.accept(aFile({ name }), bodyOf(name))),
  );
  const [a] = entries;
  await first.complete(a?.id ?? "");
  await first.close();

  const spool = await aSpool({ folder });
  const listed = (await spool.journal.list({ limit: 10 })).map(({ name, state }) => [name, state]);
  expect(listed.sort()).toEqual([
    ["a", "completed"],
    ["b", "waiting"],
    ["c", "waiting"],
  ]);
  expect(spool.usage()).toMatchObject({ bytes: 2, files: 2 });
  expect(await filesOf(folder)).toHaveLength(2);
});

test.each([
  ["is cut off", () => brokenBody("abc"), {}, { status: 400, code: "body-cut-off" }],
  [
    "is too slow",
    async function* () {
      yield* bodyOf("abc");
      throw bodyTooSlow();
    },
    {},
    { status: 408, code: "body-too-slow" },
  ],
  ["ends early", () => bodyOf("abc"), { size: 4 }, { status: 400, code: "wrong-length" }],
  ["is longer than announced", () => bodyOf("abc", "de"), { size: 4 }, { status: 400, code: "wrong-length" }],
  ["is over the limit", () => bodyOf("abc", "defgh"), {}, { status: 413, code: "file-too-large" }],
  ["is announced over the limit", () => hangingBody(), { size: 8 }, { status: 413, code: "file-too-large" }],
])("nothing is kept of a body that %s", async (_, body, size, problem) => {
  const folder = await aFolder();
  const spool = await aSpool({ folder, limits: { ...LIMITS, fileBytes: 7 } });
  await expect(spool.accept(aFile(size), body())).rejects.toMatchObject(problem);
  expect(await filesOf(folder)).toEqual([]);
  expect(await spool.journal.list({ limit: 10 })).toEqual([]);
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
});

test("an aborted request ends at once, although its body hangs", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  const abort = new AbortController();
  const accepted = spool.accept(aFile(), hangingBody("abc"), abort.signal);
  abort.abort();
  await expect(accepted).rejects.toMatchObject({ code: "body-cut-off" });
  expect(await filesOf(folder)).toEqual([]);
});

test("a closed spool accepts nothing, and closing waits for a body that is arriving", async () => {
  const spool = await aSpool({ folder: await aFolder() });
  let send: () => void = () => {};
  const wait = new Promise<void>((resolve) => {
    send = resolve;
  });
  async function* slowly() {
    yield Buffer.from("a");
    await wait;
    yield Buffer.from("b");
  }
  const accepted = spool.accept(aFile(), slowly());
  const closed = spool.close();
  await expect(spool.accept(aFile(), bodyOf("x"))).rejects.toMatchObject({ code: "relay-stopping" });
  send();
  await expect(accepted).resolves.toMatchObject({ size: 2 });
  await closed;
});

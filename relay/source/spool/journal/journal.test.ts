import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Entry } from "../../types/entry.ts";
import { aFile, aFolder, aSpool, bodyOf } from "../testing/a-spool.ts";
import { operations } from "./operations/index.ts";

const reason = { code: "gone", message: "The service refused it." };

async function withOne() {
  const spool = await aSpool({ folder: await aFolder(), now: () => 1000 });
  const { id, key } = await spool.accept(aFile(), bodyOf("abc"));
  const state = async () => (await spool.get(id))?.state;
  return { spool, journal: spool.journal, id, key, state };
}

test("a file is sent, followed and completed", async () => {
  const { spool, journal, id, state } = await withOne();
  expect(await journal.sent(id, "file-1", 3000)).toBe(true);
  expect(await journal.due(9000, 10)).toEqual([]);
  expect(await journal.following(2999, 10)).toEqual([]);
  expect(await journal.nextAt()).toBe(3000);
  expect(await journal.following(3000, 10)).toMatchObject([{ id, fileId: "file-1", sentAt: 1000 }]);
  await journal.postpone([id], 4000);
  expect(await journal.following(3000, 10)).toEqual([]);
  await spool.complete(id);
  expect(await spool.get(id)).toMatchObject({ state: "completed", completedAt: 1000, fileId: "file-1" });
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
  await spool.complete(id);
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
  expect(await state()).toBe("completed");
});

test("a sent file that the service lost waits again", async () => {
  const { journal, id } = await withOne();
  await journal.sent(id, "file-1");
  expect(await journal.failed(id, { code: "expired", message: "It expired." }, 2000)).toBe(true);
  expect(await journal.due(2000, 10)).toMatchObject([{ id, fileId: "file-1", attempts: 1 }]);
});

test("a parked file is not due, and is retried under its key or under a fresh one", async () => {
  const { journal, id, key } = await withOne();
  await journal.announced(id, "file-1");
  expect(await journal.park(id, reason)).toBe(true);
  expect(await journal.due(9000, 10)).toEqual([]);
  expect(await journal.list({ state: "parked", limit: 10 })).toMatchObject([{ reason, fileId: "file-1" }]);
  expect(await journal.retry(id)).toBe(true);
  const [same] = await journal.due(9000, 10);
  expect(same).toMatchObject({ id, key, attempts: 0, state: "waiting" });
  expect(same).not.toHaveProperty("reason");
  expect(same).not.toHaveProperty("fileId");
  await journal.park(id, reason);
  expect(await journal.retryAll({ freshKey: true })).toBe(1);
  expect((await journal.due(9000, 10))[0]?.key).not.toBe(key);
});

test("an operation on an entry in another state changes nothing", async () => {
  const { spool, journal, id, state } = await withOne();
  expect(await journal.retry(id)).toBe(false);
  await spool.complete(id);
  expect(await journal.sent(id, "file-1")).toBe(false);
  expect(await journal.failed(id, reason, 0)).toBe(false);
  expect(await journal.park(id, reason)).toBe(false);
  expect(await journal.sent("nobody", "file-1")).toBe(false);
  expect(await state()).toBe("completed");
});

test("counts and lists", async () => {
  const spool = await aSpool({ folder: await aFolder() });
  const entries: Entry[] = [];
  for (const [owner, name] of [
    ["ana", "a"],
    ["rui", "bb"],
    ["ana", "ccc"],
    ["rui", "dddd"],
  ] as const)
    entries.push(await spool.accept(aFile({ owner, name }), bodyOf(name)));
  const { journal } = spool;
  await journal.sent(entries[0]?.id ?? "", "f");
  await journal.park(entries[1]?.id ?? "", reason);
  await spool.begin(aFile({ size: 100 }), Number.MAX_SAFE_INTEGER);

  expect(await journal.counts()).toEqual({
    receiving: { files: 1, bytes: 100 },
    waiting: { files: 2, bytes: 7 },
    sent: { files: 1, bytes: 1 },
    completed: { files: 0, bytes: 0 },
    parked: { files: 1, bytes: 2 },
  });
  expect(await journal.oldest()).toMatchObject({ name: "ccc" });
  expect(await journal.oldest("completed")).toBeUndefined();
  const names = async (filter: Parameters<typeof journal.list>[0]) =>
    (await journal.list(filter)).map(({ name }) => name);
  expect(await names({ limit: 2 })).toEqual(["a", "bb"]);
  expect(await names({ limit: 2, after: entries[1]?.id ?? "" })).toEqual(["ccc", "dddd"]);
  expect(await names({ limit: 9, owner: "rui" })).toEqual(["bb", "dddd"]);
  expect(await names({ limit: 9, owner: "rui", state: "waiting" })).toEqual(["dddd"]);
  expect(await names({ limit: 9, state: "waiting", after: entries[2]?.id ?? "" })).toEqual(["dddd"]);
});

test("old completed entries are forgotten, by age and by number", async () => {
  let now = 1000;
  const spool = await aSpool({
    folder: await aFolder(),
    now: () => now,
    history: { ms: 500, files: 2 },
  });
  for (const name of ["a", "b", "c", "d"]) {
    const { id } = await spool.accept(aFile({ name }), bodyOf(name));
    await spool.complete(id);
    now += 100;
  }
  const names = async () => (await spool.journal.list({ limit: 9 })).map(({ name }) => name);
  await spool.upkeep();
  expect(await names()).toEqual(["c", "d"]);
  now = 1000 + 200 + 501;
  await spool.upkeep();
  expect(await names()).toEqual(["d"]);
});

test("no query of the forwarder looks at all entries", async () => {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  await spool.close();
  const db = new DatabaseSync(join(folder, "journal.sqlite"));
  const statements: string[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = (sql) => {
    statements.push(sql);
    return prepare(sql);
  };
  operations(db);
  const scans = statements.flatMap((sql) =>
    prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
      // An index in its order, with a limit, is not a scan of the table.
      .filter((detail) => detail.startsWith("SCAN") && !detail.includes("INDEX"))
      .map((detail) => `${sql}: ${detail}`),
  );
  expect(statements.length).toBeGreaterThan(20);
  // A table of six rows, one of one row, and one that is empty unless an operator has just removed something.
  expect(scans.filter((scan) => !/FROM (tally|removed)|UPDATE opened/.test(scan))).toEqual([]);
  db.close();
});

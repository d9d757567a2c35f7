import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aFile, aFolder, aSpool, bodyOf, type Logged, logTo } from "../testing/a-spool.ts";
import type { Call } from "./operations/index.ts";
import { keepPadding, padJournal } from "./padding.ts";
import { JournalQueue } from "./queue.ts";
import { inThisThread, inThread, type Transport } from "./transport.ts";

/** Ends each transaction only when it is told to. */
function heldTransport() {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const transport: Transport = {
    isNew: false,
    run: (batch: readonly Call[]) =>
      new Promise((resolve) => {
        batches.push(batch.map(({ name }) => name));
        ends.push(() => resolve(batch.map(() => ({ value: true }))));
      }),
    close: async () => {},
  };
  return { transport, batches, endOne: () => ends.shift()?.() };
}

test("operations that arrive during a transaction share the next one, in their order", async () => {
  const { transport, batches, endOne } = heldTransport();
  const queue = new JournalQueue({ transport, onBroken: () => {} });
  const first = queue.run("settle", "a");
  await Promise.resolve();
  const others = [queue.run("settle", "b"), queue.run("drop", "c"), queue.run("tally")];
  await Promise.resolve();
  expect(batches).toEqual([["settle"]]);
  endOne();
  await first;
  await expect.poll(() => batches).toEqual([["settle"], ["settle", "drop", "tally"]]);
  endOne();
  await Promise.all(others);
});

test("a full disk refuses new entries with 507, one by one, and the journal goes on", async () => {
  const file = join(await aFolder(), "journal.sqlite");
  const queue = new JournalQueue({
    transport: inThisThread({ file, maxPages: 60 }),
    onBroken: (error) => {
      throw error;
    },
  });
  const row = (id: string) => ({
    ...{
      id,
      owner: "ana",
      name: "n".repeat(2000),
      type: "",
      path: null,
      tags: null,
      metadata: null,
      size: 1,
      received: 1,
    },
    ...{ crc32: "", state: "waiting" as const, key: id, client_key: null, accepted_at: 1, expires_at: null },
  });
  const ids: string[] = [];
  let problem: unknown;
  while (problem === undefined) {
    const id = crypto.randomUUID();
    await queue.run("insert", row(id)).then(
      () => ids.push(id),
      (error: unknown) => {
        problem = error;
      },
    );
  }
  expect(problem).toMatchObject({ status: 507, code: "disk-full" });
  // In one transaction with an entry that finds no room.
  const outcomes = await Promise.allSettled([
    queue.run("insert", row(crypto.randomUUID())),
    queue.run("completed", ids[0] ?? "", 1),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(await queue.run("get", ids[0] ?? "")).toMatchObject({ state: "completed" });
  await queue.close();
});

test("the journal is padded, and padded again when it has used half of the padding", async () => {
  const file = join(await aFolder(), "journal.sqlite");
  const queue = new JournalQueue({ transport: inThisThread({ file }), onBroken: () => {} });
  const unused = () => queue.run("unusedBytes");
  await padJournal(queue, 100_000);
  const padded = await unused();
  expect(padded).toBeGreaterThan(90_000);
  expect((await stat(file)).size).toBeGreaterThan(100_000);
  expect((await stat(`${file}-wal`)).size).toBeGreaterThan(100_000);
  await keepPadding(queue, 100_000);
  expect(await unused()).toBe(padded);
  await keepPadding(queue, 300_000);
  expect(await unused()).toBeGreaterThan(290_000);
  await queue.close();
});

test("when the journal's thread dies, the spool is broken and says so once", async () => {
  const folder = await aFolder();
  const logged: Logged = [];
  const reported: Error[] = [];
  const spool = await aSpool({
    folder,
    log: logTo(logged),
    openJournal: async (options) => {
      const transport = await inThread(options);
      return {
        ...transport,
        run: (batch) => (logged.includes("stop") ? Promise.reject(new Error("gone")) : transport.run(batch)),
      };
    },
    onBroken: (error) => reported.push(error),
  });
  const { id } = await spool.accept(aFile(), bodyOf("abc"));
  logged.push("stop");
  await expect(spool.journal.sent(id, "f")).rejects.toMatchObject({ status: 503, code: "spool-broken" });
  await expect(spool.accept(aFile(), bodyOf("abc"))).rejects.toMatchObject({ code: "spool-broken" });
  expect(reported).toHaveLength(1);
  expect(spool.broken).toBe(reported[0]);
});

test("a journal that is no database does not open", async () => {
  const folder = await aFolder();
  await writeFile(
    join(folder, "journal.sqlite"),
    "no database at all, but long enough to be read as one".repeat(40),
  );
  await expect(inThread({ file: join(folder, "journal.sqlite") })).rejects.toThrow("not a database");
});

test("a journal that had an I/O error is not closed, because SQLite would end with a checkpoint", async () => {
  const closed: string[] = [];
  const transportOf = (failure?: "broken"): Transport => ({
    isNew: true,
    run: async (batch) => batch.map(() => (failure ? { failure, message: "I/O" } : { value: undefined })),
    close: async () => {
      closed.push(failure ?? "sound");
    },
  });
  for (const failure of ["broken", undefined] as const) {
    const queue = new JournalQueue({ transport: transportOf(failure), onBroken: () => {} });
    await queue.run("settle", "a").catch(() => {});
    await queue.close();
  }
  expect(closed).toEqual(["sound"]);
});

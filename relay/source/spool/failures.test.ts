import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Disk, DiskFile } from "./disk/disk.ts";
import { nodeDisk } from "./disk/node-disk.ts";
import type { FailureKind } from "./journal/engine.ts";
import { inThisThread, type Transport } from "./journal/transport.ts";
import { openSpool } from "./open-spool.ts";
import { LIMITS, logTo } from "./testing/a-spool.ts";
import { type Around, aroundDisk } from "./testing/around-disk.ts";
import { acceptOne, faultsOf, runAgain, runStory, type Told } from "./testing/story.ts";

// Every operation of the disk and of the journal in the story fails once, in each way it can fail.

/** In memory, where Linux has a folder for it. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const errorOf = (code: string) => Object.assign(new Error(`${code}: injected`), { code });

/** Fast, because these tests lose no power: nothing is fsynced by SQLite. */
const openJournal = ({ file }: { file: string }) => inThisThread({ file, synchronous: "OFF" });

/** The same for the files. The operations are still there, and still fail. */
const fastDisk: Disk = {
  ...aroundDisk(nodeDisk, async (operation, run) => {
    if (operation.name !== "file.sync") return run();
    return undefined as Awaited<ReturnType<typeof run>>;
  }),
  syncFolder: async () => {},
};

/** Counts operations during the story, and says when one of them is to fail. */
function countdown(number: number) {
  let count = 0;
  return {
    during: true,
    next(): boolean {
      if (!this.during) return false;
      count += 1;
      return count - 1 === number;
    },
    get count() {
      return count;
    },
  };
}
type Countdown = ReturnType<typeof countdown>;

/** A few at a time, because each one mostly waits. */
async function sideBySide(count: number, run: (number: number) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  const lane = async () => {
    for (const number of numbers) await run(number);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

interface Disturbed {
  disk?: Disk;
  journal?: (options: { file: string }) => Transport;
  count?: Countdown;
}

/** Runs the story, then opens the spool again on a sound disk. @returns what is wrong afterwards */
async function disturb({ disk = fastDisk, journal = openJournal, count }: Disturbed) {
  const folder = await mkdtemp(join(memory, "malote-failures-"));
  const told: Told[] = [];
  const tell = (each: Told) => told.push(each);
  const options = { folder, limits: LIMITS, log: logTo([]), reserve: 0, now: () => 1000 };
  const faults: string[] = [];
  try {
    const spool = await openSpool({ ...options, disk, openJournal: journal }).catch((error: unknown) => {
      tell({ refused: "open", code: String(error) });
    });
    if (spool) {
      await runStory(spool, tell);
      if (count) count.during = false;
      // The failure happened once. A spool that is not broken goes on, and has no reservations of files that failed.
      if (!spool.broken) {
        await acceptOne(spool, "z1", tell);
        await spool.upkeep();
        for (const fault of await faultsOf(spool, folder, told)) faults.push(`before the restart: ${fault}`);
      }
      await spool.close().catch(() => {});
    }
    if (count) count.during = false;
    const again = await openSpool({ ...options, disk: fastDisk, openJournal });
    for (const fault of await faultsOf(again, folder, told)) faults.push(`after the restart: ${fault}`);
    await runAgain(again, told, tell);
    for (const fault of await faultsOf(again, folder, told)) faults.push(`after the retries: ${fault}`);
    await again.close();
    return { faults, told, broken: spool?.broken !== undefined };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A disk that fails one operation of the story. */
function failingDisk(number: number, fail: Around) {
  const operations: string[] = [];
  const count = countdown(number);
  const disk = aroundDisk(fastDisk, (operation, run) => {
    if (count.during) operations.push(operation.name);
    return count.next() ? fail(operation, run) : run();
  });
  return { disk, count, operations };
}

const { operations, ...counted } = failingDisk(-1, (_, run) => run());
const undisturbed = await disturb(counted);

test("the undisturbed story is accepted whole, and uses every operation of the disk", () => {
  expect(undisturbed.faults).toEqual([]);
  expect(undisturbed.told.filter((each) => "accepted" in each)).toHaveLength(8);
  expect(undisturbed.told.filter((each) => "refused" in each)).toEqual([]);
  expect([...new Set(operations)].sort()).toEqual([
    "create",
    "file.close",
    "file.sync",
    "file.write",
    "free",
    "list",
    "makeFolder",
    "open",
    "rename",
    "size",
    "syncFolder",
    "unlink",
  ]);
});

const WAYS: [string, (code: string) => Around][] = [
  [
    "and does nothing",
    (code) => async (operation, run) => {
      // The number of the file is free after a failed close, too.
      if (operation.name === "file.close") await run();
      throw errorOf(code);
    },
  ],
  [
    "although it was done",
    (code) => async (_, run) => {
      const file: unknown = await run();
      if (file instanceof Object && "close" in file) await (file as DiskFile).close();
      throw errorOf(code);
    },
  ],
  [
    "half done",
    (code) =>
      async ({ half }, run) => {
        await (half ?? run)();
        throw errorOf(code);
      },
  ],
];

test.each([
  ["ENOSPC", WAYS[0]],
  ["EROFS", WAYS[0]],
  ["EIO", WAYS[0]],
  ["EIO", WAYS[1]],
  ["ENOSPC", WAYS[2]],
] as const)("each operation of the disk fails with %s", async (code, way) => {
  const [how, fail] = way ?? ["", () => (_, run) => run()];
  const found: string[] = [];
  await sideBySide(operations.length, async (number) => {
    const name = operations[number];
    if (how === "half done" && name !== "file.write") return;
    const failing = failingDisk(number, fail(code));
    const { faults, told } = await disturb(failing);
    for (const fault of faults) found.push(`${number} ${name} ${code} ${how}: ${fault}`);
    const codes = told.flatMap((each) => ("refused" in each && each.refused !== "open" ? [each.code] : []));
    const expected = code === "ENOSPC" ? "disk-full" : "disk-failed";
    for (const each of codes)
      if (![expected, "spool-broken"].includes(each)) found.push(`${number} ${name}: told ${each}`);
  });
  expect(found).toEqual([]);
});

/** A journal that fails one transaction of the story. */
function failingJournal(number: number, failure: FailureKind, done: boolean) {
  const count = countdown(number);
  const journal = (options: { file: string }): Transport => {
    const sound = openJournal(options);
    return {
      ...sound,
      run: async (batch) => {
        if (!count.next()) return sound.run(batch);
        if (done) await sound.run(batch);
        return batch.map(() => ({ failure, message: "injected" }));
      },
    };
  };
  return { journal, count };
}

const whole = failingJournal(-1, "full", false);
await disturb(whole);
/** In the story. Steps that run together may need one more or one less. */
const transactions = whole.count.count;

test.each([
  ["full", false],
  ["busy", false],
  ["broken", false],
  ["broken", true],
] as const)("each transaction of the journal is %s, although it was done: %s", async (failure, done) => {
  const found: string[] = [];
  await sideBySide(transactions, async (number) => {
    const failing = failingJournal(number, failure, done);
    const { faults, told, broken } = await disturb(failing);
    for (const fault of faults) found.push(`${number} ${failure}: ${fault}`);
    const opened = !told.some((each) => "refused" in each && each.refused === "open");
    const reached = failing.count.count > number;
    if (reached && opened && broken !== (failure === "broken"))
      found.push(`${number} ${failure}: broken is ${broken}`);
  });
  expect(found).toEqual([]);
});

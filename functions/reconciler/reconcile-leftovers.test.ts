import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aDueFile, aWorld, ID, minutes, TIME_LEFT } from "#testing/reconciler/ports.ts";
import { RESERVE_MS } from "./pace.ts";
import { reconcileLeftovers } from "./reconcile-leftovers.ts";

const hex = (i: number) => i.toString(16).padStart(4, "0");

const prepare = (...records: FileRecord[]) => {
  const world = aWorld(...records);
  const outcomes: string[] = [];
  const run = () => reconcileLeftovers(world.ports, TIME_LEFT, (outcome) => outcomes.push(outcome));
  return { ...world, outcomes, run };
};

describe("an object that has been in temp/ for over an hour", () => {
  it.each<[string, Partial<FileRecord>]>([
    ["completed, with its bytes in dest/", { status: "completed" }],
    ["a tombstone whose check is due", { status: "deleted" }],
    ["a tombstone that left the index", { status: "deleted", check_at: "" }],
  ])("is deleted if its record is %s", async (_, overrides) => {
    const { check_at = "", ...file } = aDueFile(1, overrides);
    const record = check_at === "" ? file : { ...file, check_at };
    const { run, bucket, keys, outcomes } = prepare(record);
    bucket.put(file.key_path);
    bucket.put(file.dest_path);

    await run();

    expect(outcomes).toEqual(["removed"]);
    expect(keys()).toEqual([file.dest_path]);
  });

  it.each([
    ["dest"],
    ["quarantine"],
  ])("is deleted if its record is quarantined, with its bytes in %s/", async (at) => {
    const quarantine_path = `quarantine/${ID(1)}.jpg`;
    const file = aDueFile(1, { status: "quarantined", quarantine_path });
    const { run, bucket, keys, outcomes } = prepare(file);
    bucket.put(file.key_path);
    bucket.put(at === "dest" ? file.dest_path : quarantine_path);

    await run();

    expect(outcomes).toEqual(["removed"]);
    expect(keys()).toEqual([at === "dest" ? file.dest_path : quarantine_path]);
  });

  it("stays and is counted if its record is quarantined but its bytes are nowhere else", async () => {
    const file = aDueFile(1, { status: "quarantined", quarantine_path: `quarantine/${ID(1)}.jpg` });
    const { run, bucket, outcomes } = prepare(file);
    bucket.put(file.key_path);

    await run();

    expect(outcomes).toEqual(["unknown"]);
  });

  it.each([
    "pending",
    "uploaded",
    "processing",
    "error",
    "expired",
  ] as const)("stays while its record is %s", async (status) => {
    const file = aDueFile(1, { status });
    const { run, bucket, keys, outcomes } = prepare(file);
    bucket.put(file.key_path);

    await run();

    expect(outcomes).toEqual(["kept"]);
    expect(keys()).toEqual([file.key_path]);
  });

  it("stays until the check of its tombstone is due", async () => {
    const file = aDueFile(1, { status: "deleted", check_at: minutes(1) });
    const { run, bucket, outcomes } = prepare(file);
    bucket.put(file.key_path);

    await run();

    expect(outcomes).toEqual(["kept"]);
  });

  it.each([
    ["dest/ has no object", undefined],
    ["the object in dest/ has another size", aJpeg("another length")],
  ])("stays and is counted if its record is completed but %s", async (_, atDest) => {
    const file = aDueFile(1, { status: "completed" });
    const { run, bucket, keys, outcomes } = prepare(file);
    bucket.put(file.key_path);
    if (atDest) bucket.put(file.dest_path, { bytes: atDest });

    await run();

    expect(outcomes).toEqual(["unknown"]);
    expect(keys()).toContain(file.key_path);
  });

  it.each([
    ["has no record", `temp/${ID(7)}.jpg`],
    ["this service did not generate", "temp/readme.txt"],
    ["has another extension than its record", `temp/${ID(1)}.png`],
  ])("stays and is counted under a key that %s", async (_, key) => {
    const file = aDueFile(1, { status: "completed" });
    const { run, bucket, keys, outcomes } = prepare(file);
    bucket.put(file.dest_path);
    bucket.put(key);

    await run();

    expect(outcomes).toEqual(["unknown"]);
    expect(keys()).toContain(key);
  });

  it("stays if it was overwritten after it was listed", async () => {
    const file = aDueFile(1, { status: "completed" });
    const { ports, bucket, keys } = prepare(file);
    bucket.put(file.dest_path);
    bucket.put(file.key_path);
    const outcomes: string[] = [];
    const files = {
      ...ports.files,
      async get(id: string) {
        bucket.put(file.key_path, { bytes: aJpeg("written meanwhile") });
        return ports.files.get(id);
      },
    };

    await reconcileLeftovers({ ...ports, files }, TIME_LEFT, (outcome) => outcomes.push(outcome));

    expect(outcomes).toEqual(["kept"]);
    expect(keys()).toContain(file.key_path);
  });
});

it("an object that is younger than an hour is skipped, and its record is not read", async () => {
  const file = aDueFile(1, { status: "completed" });
  const { run, bucket, outcomes, keys } = prepare(file);
  bucket.put(file.dest_path);
  bucket.put(file.key_path, { last_modified: minutes(-59) });

  await run();

  expect(outcomes).toEqual([]);
  expect(keys()).toContain(file.key_path);
});

it("an object whose check fails is reported, and the other objects are handled", async () => {
  const [bad, good] = [aDueFile(1, { status: "completed" }), aDueFile(2, { status: "completed" })];
  const { ports, bucket, keys, reported } = prepare(bad, good);
  for (const file of [bad, good]) for (const key of [file.key_path, file.dest_path]) bucket.put(key);
  const head = async (key: string) => {
    if (key === bad.dest_path) throw new Error("SlowDown");
    return bucket.head(key);
  };

  await reconcileLeftovers({ ...ports, storage: { ...bucket, head } }, TIME_LEFT, () => {});

  expect(reported.failed).toEqual([[bad.key_path, expect.objectContaining({ message: "SlowDown" })]]);
  expect(keys()).toEqual([bad.dest_path, good.dest_path, bad.key_path]);
});

describe("a temp/ of up to one page", () => {
  it("without old objects is listed once, and the cursor is neither read nor saved", async () => {
    const { ports, bucket, reported } = prepare();
    for (let i = 0; i < 1000; i++) bucket.put(`temp/${hex(i)}`, { last_modified: minutes(-5) });
    const listed: string[] = [];
    const storage = {
      ...bucket,
      list: (prefix: string, after: string) => {
        listed.push(after);
        return bucket.list(prefix, after);
      },
    };
    const away = () => Promise.reject(new Error("away"));

    const cursor = { read: away, save: away };
    await reconcileLeftovers({ ...ports, storage, cursor }, TIME_LEFT, () => {});

    expect(listed).toEqual([""]);
    expect(reported.objects).toEqual([]);
    expect(reported.failed).toEqual([]);
  });

  it("is handled completely in one run, and the cursor stays", async () => {
    const { run, bucket, reported, saved } = prepare();
    for (let i = 0; i < 1000; i++) bucket.put(`temp/${hex(i)}`);

    await run();

    expect(reported.objects).toHaveLength(1000);
    expect(saved).toEqual([]);
  });
});

describe("a temp/ of many objects", () => {
  const many = (count: number) => {
    const world = prepare();
    for (let i = 0; i < count; i++) world.bucket.put(`temp/${hex(i)}`);
    const handled = () => world.reported.objects.map(([key]) => key);
    return { ...world, handled };
  };

  it("has each object handled once in a run if five pages are enough", async () => {
    const { run, handled, saved } = many(4500);

    await run();

    expect(handled()).toEqual(Array.from({ length: 4500 }, (_, i) => `temp/${hex(i)}`));
    expect(saved.at(-1)).toBe("");
    await run();
    expect(handled()).toHaveLength(9000);
  });

  it("has each object handled once in several runs, and then from the first again", async () => {
    const { run, handled } = many(12_000);

    for (let i = 0; i < 3; i++) await run();

    expect(handled()).toEqual(Array.from({ length: 12_000 }, (_, i) => `temp/${hex(i)}`));
    await run();
    expect(handled().at(12_000)).toBe(`temp/${hex(0)}`);
  });

  it("has an object handled that is behind 20,000 others that must stay, all in one sixteenth of the keys", async () => {
    const completed = ["5fff", "6000", "f000"].map((start, i) => {
      const file_id = `${start}${ID(i).slice(4)}`;
      return aDueFile(i, {
        file_id,
        key_path: `temp/${file_id}.jpg`,
        dest_path: `dest/${file_id}.jpg`,
        status: "completed",
      });
    });
    const { run, bucket, pass, outcomes, keys } = prepare(...completed);
    for (let i = 0; i < 20_000; i++) bucket.put(`temp/5${hex(i)}`);
    for (const { key_path, dest_path } of completed) for (const key of [key_path, dest_path]) bucket.put(key);

    // 20,003 objects are five runs of 5,000.
    for (let i = 0; i < 5; i++) {
      await run();
      pass(5);
    }

    expect(outcomes.filter((outcome) => outcome === "removed")).toHaveLength(3);
    expect(keys()).toHaveLength(20_003);
  }, 30_000);

  it.each([
    500, 1100,
  ])("of %i is handled completely by runs that have time for a few objects only", async (n) => {
    const { ports, handled } = many(n);
    let runs = 0;
    while (new Set(handled()).size < n && runs++ < 60) {
      // The time is read before each ten objects.
      let left = RESERVE_MS + 4;
      await reconcileLeftovers(
        ports,
        () => left--,
        () => {},
      );
    }

    expect(new Set(handled()).size).toBe(n);
    expect(handled()).toHaveLength(n);
  });

  it("repeats one page at most after a run that was cut off at any call", async () => {
    /** The calls of a run, until it is cut off before or after one of them. */
    const cutOff = async (at: number, when: "before" | "after") => {
      const { ports, handled } = many(2500);
      let calls = 0;
      let dead = false;
      const cutting =
        <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
        async (...args: A): Promise<T> => {
          const cut = calls++ === at;
          dead ||= cut && when === "before";
          if (dead) throw new Error("cut off");
          const result = await call(...args);
          dead ||= cut;
          if (dead) throw new Error("cut off");
          return result;
        };
      const report = { ...ports.report };
      const storage = { ...ports.storage, list: cutting(ports.storage.list) };
      const cursor = { read: cutting(ports.cursor.read), save: cutting(ports.cursor.save) };
      // A process that is cut off does nothing more.
      const time = () => (dead ? 0 : TIME_LEFT());
      await reconcileLeftovers({ ...ports, storage, cursor, report }, time, () => {}).catch(() => {});
      await reconcileLeftovers(ports, TIME_LEFT, () => {});
      await reconcileLeftovers(ports, TIME_LEFT, () => {});
      return { calls, keys: handled() };
    };

    const { calls } = await cutOff(Number.POSITIVE_INFINITY, "before");
    expect(calls).toBe(7);
    for (let at = 0; at < calls; at++)
      for (const when of ["before", "after"] as const)
        expect(new Set((await cutOff(at, when)).keys).size, `${when} call ${at}`).toBe(2500);
  }, 30_000);
});

describe("a cursor", () => {
  it("that cannot be read is reported, and the run begins at the first key", async () => {
    const { ports, bucket, reported } = prepare();
    for (let i = 0; i < 1500; i++) bucket.put(`temp/${hex(i)}`);
    const read = () => Promise.reject(new Error("Throttled"));

    await reconcileLeftovers({ ...ports, cursor: { ...ports.cursor, read } }, TIME_LEFT, () => {});

    expect(reported.failed).toEqual([
      ["the cursor of temp/", expect.objectContaining({ message: "Throttled" })],
    ]);
    expect(reported.objects).toHaveLength(1500);
  });

  it("that cannot be saved is reported, and the run continues", async () => {
    const { ports, bucket, reported } = prepare();
    for (let i = 0; i < 1500; i++) bucket.put(`temp/${hex(i)}`);
    const save = () => Promise.reject(new Error("Throttled"));

    await reconcileLeftovers({ ...ports, cursor: { ...ports.cursor, save } }, TIME_LEFT, () => {});

    expect(reported.failed).toHaveLength(2);
    expect(reported.objects).toHaveLength(1500);
  });

  it.each([
    ["of an object that is gone", "temp/01f3x", 1000],
    ["after the last key", "temp/g", 0],
    ["before temp/", "a", 1500],
  ])("%s is no error", async (_, after, handled) => {
    const { run, bucket, reported, saved } = prepare();
    for (let i = 0; i < 1500; i++) bucket.put(`temp/${hex(i)}`);
    saved.push(after);

    await run();
    expect(reported.objects).toHaveLength(handled);
    expect(saved.at(-1)).toBe("");

    await run();
    expect(new Set(reported.objects.map(([key]) => key)).size).toBe(1500);
  });
});

import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aDueFile, aWorld, ID, minutes, TIME_LEFT } from "#testing/reconciler/ports.ts";
import { reconcileLeftovers } from "./reconcile-leftovers.ts";

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

describe("a temp/ of many objects", () => {
  const hex = (i: number) => i.toString(16).padStart(4, "0");

  it("is listed completely and each object once, at whichever key the run begins", async () => {
    for (let run = 0; run < 16; run++) {
      const { ports, bucket, reported, pass } = prepare();
      for (let i = 0; i < 3000; i++) bucket.put(`temp/${hex(i * 21)}`);
      // Exactly the keys at which runs begin.
      for (let i = 0; i < 16; i++) bucket.put(`temp/${i.toString(16)}`);
      pass(5 * run);

      await reconcileLeftovers(ports, TIME_LEFT, () => {});

      expect(new Set(reported.objects.map(([key]) => key)).size).toBe(3016);
      expect(reported.objects).toHaveLength(3016);
    }
  }, 30_000);

  it("with more objects than one run lists is covered by 16 runs", async () => {
    const { ports, bucket, reported, pass } = prepare();
    for (let i = 0; i < 8000; i++) bucket.put(`temp/${hex(i * 8)}`);

    await reconcileLeftovers(ports, TIME_LEFT, () => {});
    expect(reported.objects.length).toBeLessThanOrEqual(5000);
    for (let run = 1; run < 16; run++) {
      pass(5);
      await reconcileLeftovers(ports, TIME_LEFT, () => {});
    }

    expect(new Set(reported.objects.map(([key]) => key)).size).toBe(8000);
  }, 30_000);
});

import { describe, expect, it } from "vitest";
import { aDueFile, aWorld, ID, minutes, TIME_LEFT } from "#testing/reconciler/ports.ts";
import { RESERVE_MS } from "./pace.ts";
import { reconcile } from "./reconcile.ts";

describe("a run", () => {
  it("returns the count of each outcome, and the age of the oldest unfinished file", async () => {
    const { ports, bucket, reported } = aWorld(
      aDueFile(1),
      aDueFile(2, { created_at: minutes(-90) }),
      aDueFile(3, { status: "uploaded" }),
      aDueFile(4, { status: "uploaded", attempts: 5 }),
      aDueFile(5, { status: "deleted", created_at: minutes(-900) }),
      aDueFile(6, { status: "expired", created_at: minutes(-900) }),
      aDueFile(7, { status: "pending", check_at: minutes(5), created_at: minutes(-1) }),
      aDueFile(8, { status: "completed", check_at: minutes(-1) }),
      aDueFile(9, { check_at: minutes(5), created_at: minutes(-9000), requested_at: minutes(-10) }),
    );
    bucket.put(`temp/${ID(2)}.jpg`, { last_modified: minutes(-30) });
    bucket.put(`temp/${ID(8)}.jpg`);
    bucket.put(`dest/${ID(8)}.jpg`);
    bucket.put("temp/stray");

    const tally = await reconcile(ports)(TIME_LEFT);

    expect(tally).toEqual({
      files: {
        expired: 1,
        requeued: 2,
        "given-up": 1,
        "tombstone-swept": 1,
        retired: 1,
        "changed-meanwhile": 1,
      },
      objects: { removed: 1, unknown: 1 },
      failed: 0,
      oldestUnfinishedSeconds: 5400,
    });
    expect(reported.tallies).toEqual([tally]);
  });

  it("finds nothing in an empty table and bucket", async () => {
    const { ports, sent } = aWorld();

    await expect(reconcile(ports)(TIME_LEFT)).resolves.toEqual({
      files: {},
      objects: {},
      failed: 0,
      oldestUnfinishedSeconds: 0,
    });
    expect(sent).toEqual([]);
  });

  it("has no effect when it is repeated", async () => {
    const { ports, bucket, sent, files } = aWorld(
      aDueFile(1),
      aDueFile(2),
      aDueFile(3, { status: "deleted" }),
    );
    bucket.put(`temp/${ID(1)}.jpg`);
    await reconcile(ports)(TIME_LEFT);
    const after = structuredClone(files.table);

    await expect(reconcile(ports)(TIME_LEFT)).resolves.toMatchObject({ files: {} });

    expect(files.table).toEqual(after);
    expect(sent).toHaveLength(1);
  });
});

describe("a file that cannot be handled", () => {
  it("is reported, and the other files of all pages and shards are handled", async () => {
    const records = Array.from({ length: 40 }, (_, i) =>
      aDueFile(i, { file_id: `0${i % 4}${ID(i).slice(2)}`, open_shard: String(i % 4) }),
    );
    const { ports, reported } = aWorld(...records);
    const bad = records[0]?.file_id;
    const files = {
      ...ports.files,
      get: (id: string) => (id === bad ? Promise.reject(new Error("Throttled")) : ports.files.get(id)),
    };

    const tally = await reconcile({ ...ports, files })(TIME_LEFT);

    expect(tally).toMatchObject({ files: { expired: 39 }, failed: 1 });
    expect(reported.failed).toEqual([[bad, expect.objectContaining({ message: "Throttled" })]]);
  });

  it("is handled by the next run, which begins with the files that wait longest", async () => {
    const { ports, reported } = aWorld(
      aDueFile(1, { open_shard: "0", check_at: minutes(-3), expires_at: minutes(-3) }),
      aDueFile(2, { open_shard: "2", check_at: minutes(-9), expires_at: minutes(-9) }),
      aDueFile(3, { open_shard: "1", check_at: minutes(-6), expires_at: minutes(-6) }),
    );

    await reconcile(ports)(TIME_LEFT);

    expect(reported.files.map(([id]) => id)).toEqual([ID(2), ID(3), ID(1)]);
  });
});

describe("a step that fails", () => {
  it.each([
    "due",
    "open",
    "list",
  ] as const)("(%s) does not stop the other steps, and the run fails", async (name) => {
    const { ports, bucket, reported } = aWorld(aDueFile(1), aDueFile(2, { status: "completed" }));
    bucket.put(`temp/${ID(2)}.jpg`);
    bucket.put(`dest/${ID(2)}.jpg`);
    const fail = () => Promise.reject(new Error("away"));
    const run = reconcile({
      ...ports,
      indexes: { ...ports.indexes, ...(name !== "list" && { [name]: fail }) },
      storage: { ...bucket, ...(name === "list" && { list: fail }) },
    });

    await expect(run(TIME_LEFT)).rejects.toThrow("away");

    const [tally] = reported.tallies;
    expect(tally).toMatchObject({
      files: name === "due" ? {} : { expired: 1 },
      objects: name === "list" ? {} : { removed: 1 },
      failed: 1,
    });
    expect(tally?.oldestUnfinishedSeconds === undefined).toBe(name === "open");
  });
});

describe("a run with too little time", () => {
  it("begins nothing, and still returns the age of the oldest file", async () => {
    const { ports, sent, reported } = aWorld(aDueFile(1, { status: "uploaded" }));

    await expect(reconcile(ports)(() => RESERVE_MS - 1)).resolves.toMatchObject({
      files: {},
      oldestUnfinishedSeconds: 3600,
    });

    expect([sent, reported.files]).toEqual([[], []]);
  });

  it("leaves the rest to the next runs, and no file is left out or handled twice", async () => {
    const records = Array.from({ length: 55 }, (_, i) => aDueFile(i, { status: "uploaded" }));
    const { ports, sent, reported } = aWorld(...records);
    let runs = 0;
    while (new Set(sent.map(({ file_id }) => file_id)).size < records.length && runs++ < 20) {
      // The time is read before each page and before each ten files, so a run has time for a few of them.
      let left = RESERVE_MS + 6;
      await reconcile(ports)(() => left--);
    }

    expect(runs).toBeGreaterThan(2);
    expect(reported.failed).toEqual([]);
    expect(sent.map(({ file_id }) => file_id).sort()).toEqual(records.map(({ file_id }) => file_id).sort());
  });
});

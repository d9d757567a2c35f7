import { type FileRecord, nextPlanCheck } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aDueFile, aWorld, BYTES, messageOf, minutes } from "#testing/reconciler/ports.ts";
import { oldestUnfinishedSeconds } from "./oldest-unfinished.ts";
import { reconcileFile } from "./reconcile-file.ts";

const PART = 10;
const PARTS = Array.from({ length: Math.ceil(BYTES.length / PART) }, (_, i) =>
  BYTES.slice(i * PART, (i + 1) * PART),
);
const HOURS = 60;
const DAYS = 24 * HOURS;

/** A plan that began two hours ago and ends in a week, with these parts in S3. */
const prepare = (overrides: Partial<FileRecord> = {}, sent: readonly (Uint8Array | undefined)[] = PARTS) => {
  const plan = aDueFile(1, {
    upload_id: "client-1",
    part_bytes: PART,
    checksum_algorithm: "CRC32",
    created_at: minutes(-2 * HOURS),
    expires_at: minutes(7 * DAYS - 2 * HOURS),
    check_at: minutes(-HOURS),
    ...overrides,
  });
  const world = aWorld(plan);
  world.bucket.beginUpload("client-1", plan.key_path, sent);
  const calls: string[] = [];
  const { storage } = world.ports;
  const ports = {
    ...world.ports,
    storage: {
      ...storage,
      head: async (key: string) => {
        calls.push("head");
        return storage.head(key);
      },
      uploadedParts: async (...args: Parameters<typeof storage.uploadedParts>) => {
        calls.push("list");
        return storage.uploadedParts(...args);
      },
    },
  };
  return {
    ...world,
    plan,
    ports,
    calls,
    reconcile: () => reconcileFile(ports, plan.file_id, world.at()),
    uploads: () => [...world.bucket.uploads.keys()],
    oldest: () => oldestUnfinishedSeconds(world.ports),
  };
};

describe("a plan that has not ended", () => {
  it("is queued if its client died after the last part", async () => {
    const { reconcile, sent, plan, record } = prepare();

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(plan)]);
    expect(record(1)).toMatchObject({ status: "pending", arrived_at: minutes(0), check_at: minutes(60) });
  });

  it("is left to its client while the client still sends parts", async () => {
    const { reconcile, sent, ports, record } = prepare();
    const { uploadedParts } = ports.storage;
    ports.storage.uploadedParts = async (...args) =>
      (await uploadedParts(...args))?.map((part, i) => ({ ...part, last_modified: minutes(i - 59) }));

    await expect(reconcile()).resolves.toBe("not-yet");

    expect(sent).toEqual([]);
    expect(record(1)).toMatchObject({ status: "pending", check_at: minutes(2 * HOURS) });
  });

  it.each([
    ["parts are missing", {}, [PARTS[0]]],
    [
      "its parts do not have the announced checksum",
      { checksum: { algorithm: "CRC32", value: "AAAAAA==" } as const },
      PARTS,
    ],
  ])("is checked again later if %s", async (_, overrides, parts) => {
    const { reconcile, sent, uploads, record, plan } = prepare(overrides, parts);

    await expect(reconcile()).resolves.toBe("not-yet");

    expect(sent).toEqual([]);
    expect(uploads()).toEqual(["client-1"]);
    expect(record(1).check_at).toBe(nextPlanCheck(plan, minutes(0)));
    expect(record(1)).not.toHaveProperty("arrived_at");
  });

  it("costs one list for each of its nine checks at the most, and then expires without its upload", async () => {
    const world = prepare(
      { created_at: minutes(0), check_at: minutes(60), expires_at: minutes(7 * DAYS) },
      [],
    );
    for (let runs = 0; world.record(1).status === "pending"; runs++) {
      if (runs > 7 * 24 * 12 + 5) throw new Error("it never ends");
      world.pass(5);
      await world.reconcile();
    }

    expect(world.calls.filter((call) => call === "list").length).toBeLessThanOrEqual(9);
    expect(world.calls.filter((call) => call === "head")).toHaveLength(1);
    expect(world.record(1).status).toBe("expired");
    expect(world.uploads()).toEqual([]);
  });
});

describe("a plan of unknown length", () => {
  const streamed = { len: 0, max_len: 1000, check_at: minutes(7 * DAYS - 2 * HOURS) };

  it("is never completed by the reconciler: it expires with all of its parts", async () => {
    const { reconcile, sent, uploads, record, pass } = prepare(streamed);
    pass(7 * DAYS);

    await expect(reconcile()).resolves.toBe("expired");

    expect(sent).toEqual([]);
    expect(record(1).status).toBe("expired");
    expect(uploads()).toEqual([]);
  });

  it("is not even checked before it ends", async () => {
    const { reconcile, calls } = prepare(streamed);

    await expect(reconcile()).resolves.toBe("changed-meanwhile");
    expect(calls).toEqual([]);
  });
});

describe("the tombstone of a plan", () => {
  it("does not wait for the end of the plan", async () => {
    const { reconcile, uploads, record } = prepare({ status: "deleted" });

    await expect(reconcile()).resolves.toBe("tombstone-swept");

    expect(uploads()).toEqual([]);
    expect(record(1)).toHaveProperty("purge_at");
  });
});

describe("the age of the oldest unfinished file", () => {
  it("does not count a plan whose client still sends parts", async () => {
    await expect(prepare({ created_at: minutes(-6 * DAYS) }).oldest()).resolves.toBe(0);
  });

  it("counts a plan from the time when all its parts were there", async () => {
    const { reconcile, oldest, pass } = prepare({ created_at: minutes(-6 * DAYS) });
    await reconcile();
    pass(30);

    await expect(oldest()).resolves.toBe(30 * 60);
  });

  it("gives a file of terabytes the time that its copy takes", async () => {
    const TIB = 1024 ** 4;
    const plan = { status: "processing", arrived_at: minutes(-120), len: TIB } as const;

    // 1 TiB at 512 MiB a second takes 2048 s.
    await expect(prepare(plan).oldest()).resolves.toBe(7200 - 2048);
    await expect(prepare({ ...plan, len: 40 * TIB }).oldest()).resolves.toBe(0);
  });
});

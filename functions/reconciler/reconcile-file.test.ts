import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { prepare } from "#testing/reconciler/one-file.ts";
import { messageOf, minutes } from "#testing/reconciler/ports.ts";

const HOUR = minutes(60);
const DAY = minutes(24 * 60);
const MONTH = Date.parse(NOW) / 1000 + 30 * 24 * 3600;

describe("a pending file whose presigned POST has ended", () => {
  it("is queued if its bytes are there, and checked again an hour later", async () => {
    const { reconcile, record, sent, file } = prepare({}, "temp");

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(record(1)).toEqual({ ...file, version: 2, check_at: HOUR });
  });

  it("is not queued again by the runs of that hour", async () => {
    const { reconcile, sent, pass } = prepare({}, "temp");
    await reconcile();

    for (let run = 0; run < 11; run++) {
      pass(5);
      await expect(reconcile()).resolves.toBe("changed-meanwhile");
    }
    expect(sent).toHaveLength(1);

    pass(5);
    await expect(reconcile()).resolves.toBe("requeued");
  });

  it("expires if no bytes are there, and is checked once more a day later", async () => {
    const { reconcile, record, sent, file } = prepare();

    await expect(reconcile()).resolves.toBe("expired");

    expect(sent).toEqual([]);
    expect(record(1)).toEqual({
      ...file,
      status: "expired",
      version: 2,
      updated_at: NOW,
      ended: "expired",
      ended_at: NOW,
      check_at: DAY,
      history: [...file.history, { status: "expired", at: NOW, by: "reconciler" }],
    });
  });

  it.each([
    [0, "not-yet"],
    [1, "not-yet"],
    [1.1, "expired"],
  ])("%d minutes ago: %s", async (ago, outcome) => {
    const { reconcile } = prepare({ expires_at: minutes(-ago), check_at: minutes(-ago) });

    await expect(reconcile()).resolves.toBe(outcome);
  });
});

describe("an expired file, a day later", () => {
  const EXPIRED = { status: "expired", check_at: minutes(-1) } as const;

  it("is queued if its bytes arrived after all", async () => {
    const { reconcile, record, sent, file } = prepare(EXPIRED, "temp");

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(record(1)).toMatchObject({ status: "expired", check_at: HOUR });
    expect(record(1)).not.toHaveProperty("purge_at");
  });

  it("leaves the index if no bytes arrived, and TTL removes its record a month later", async () => {
    const { reconcile, record, file } = prepare(EXPIRED);
    const { open_shard, check_at, ...kept } = file;

    await expect(reconcile()).resolves.toBe("retired");

    expect(record(1)).toEqual({ ...kept, version: 2, purge_at: MONTH });
  });

  it("that left the index is kept when its bytes arrive, because the claim removes purge_at", async () => {
    const { reconcile, files, record, file } = prepare(EXPIRED);
    await reconcile();

    await files.claim({
      ...messageOf(file),
      lease_owner: "message-1",
      lease_until: HOUR,
      at: NOW,
      max_attempts: 5,
    });

    expect(record(1).status).toBe("processing");
    expect(record(1)).not.toHaveProperty("purge_at");
  });
});

describe("a file that was queued but is not moved", () => {
  const LOST = { status: "processing", lease_owner: "message-1", lease_until: minutes(-1) } as const;

  it.each<[string, Partial<FileRecord>]>([
    ["uploaded", { status: "uploaded", attempts: 4 }],
    ["processing with an ended lease", { ...LOST, attempts: 4 }],
  ])("is queued again: %s", async (_, overrides) => {
    const { reconcile, record, sent, file } = prepare(overrides);

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(record(1)).toEqual({ ...file, version: 2, check_at: HOUR });
  });

  it("is left to the queue for 15 minutes after its confirmation, whose check may be sooner", async () => {
    const late = prepare({ status: "uploaded", updated_at: minutes(-14.9) });
    await expect(late.reconcile()).resolves.toBe("not-yet");

    const lost = prepare({ status: "uploaded", updated_at: minutes(-15) });
    await expect(lost.reconcile()).resolves.toBe("requeued");
  });

  it.each<[string, Partial<FileRecord>]>([
    ["uploaded", { status: "uploaded", attempts: 5 }],
    ["processing", { ...LOST, attempts: 5 }],
  ])("is given up at the limit of attempts, retryable: %s", async (status, overrides) => {
    const { reconcile, record, sent } = prepare(overrides);

    await expect(reconcile()).resolves.toBe("given-up");

    expect(sent).toEqual([]);
    expect(record(1)).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
      details: "The file could not be stored yet; the operators have been told.",
      cause: expect.stringContaining(`still ${status} after 5 attempts`),
    });
    // lease_owner stays, so that the message that was given up goes to the dead-letter queue.
    expect(record(1).lease_owner).toBe(overrides.lease_owner);
    for (const name of ["open_shard", "check_at", "lease_until"]) expect(record(1)).not.toHaveProperty(name);
  });

  it("is left to the mover that holds it, even if the index lists it as due", async () => {
    const { reconcile, record, file } = prepare({ ...LOST, attempts: 5, lease_until: NOW });

    await expect(reconcile()).resolves.toBe("not-yet");

    expect(record(1)).toEqual(file);
  });

  it("is left for a day to a worker, which has no lease", async () => {
    const { reconcile, record, sent, pass, file } = prepare({
      status: "processing",
      updated_at: minutes(-15),
    });

    await expect(reconcile()).resolves.toBe("not-yet");
    expect(record(1)).toEqual({ ...file, version: 2, check_at: minutes(24 * 60 - 15) });
    expect(sent).toEqual([]);

    pass(24 * 60 - 15);
    await expect(reconcile()).resolves.toBe("requeued");
  });
});

describe("a quarantined file whose bytes are not where they belong", () => {
  it("is queued however often it was tried, and checked again an hour later", async () => {
    const { reconcile, record, sent, file } = prepare({
      status: "quarantined",
      quarantine_step: "entering",
      attempts: 99,
    });

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(record(1)).toEqual({ ...file, version: 2, check_at: HOUR });
  });

  it("is left to the mover that holds it", async () => {
    const lease = { lease_owner: "message-1", lease_until: NOW };
    const { reconcile, record, file, sent } = prepare({ status: "quarantined", ...lease });

    await expect(reconcile()).resolves.toBe("not-yet");

    expect([record(1), sent]).toEqual([file, []]);
  });
});

describe("a tombstone", () => {
  const TOMBSTONE = { status: "deleted", check_at: minutes(-1) } as const;

  it("has both keys deleted when no bytes can arrive any more, and TTL removes it a month later", async () => {
    const lease = { lease_owner: "message-1", lease_until: minutes(-2) };
    const { reconcile, record, keys, file } = prepare({ ...TOMBSTONE, ...lease }, "temp", "dest");
    const { open_shard, check_at, lease_owner, lease_until, ...kept } = file;

    await expect(reconcile()).resolves.toBe("tombstone-swept");

    expect(keys()).toEqual([]);
    expect(record(1)).toEqual({ ...kept, version: 2, purge_at: MONTH });
  });

  it("of a quarantined file has the key in quarantine/ deleted too", async () => {
    const quarantine_path = "quarantine/one.jpg";
    const { reconcile, bucket, keys } = prepare({ ...TOMBSTONE, quarantine_path }, "temp", "dest");
    bucket.put(quarantine_path);

    await expect(reconcile()).resolves.toBe("tombstone-swept");

    expect(keys()).toEqual([]);
  });

  it.each<[string, Partial<FileRecord>]>([
    ["a mover still holds it", { lease_owner: "message-1", lease_until: NOW }],
    ["its presigned POST ended less than a minute ago", { expires_at: minutes(-1) }],
  ])("waits while %s", async (_, overrides) => {
    const { reconcile, record, keys, file } = prepare({ ...TOMBSTONE, ...overrides }, "temp", "dest");

    await expect(reconcile()).resolves.toBe("not-yet");

    expect(keys()).toHaveLength(2);
    expect(record(1)).toEqual(file);
  });
});

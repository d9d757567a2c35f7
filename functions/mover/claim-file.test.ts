import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { AFTER, BEFORE, EVENT, LEASE_UNTIL, prepare } from "#testing/mover/claim.ts";
import { etagOf } from "#testing/objects.ts";
import { claimFile } from "./claim-file.ts";
import { MessageRefused } from "./faults.ts";

describe("a claim", () => {
  it.each(["pending", "uploaded", "expired"] as const)("succeeds for a file that is %s", async (status) => {
    const { claim, record, file } = prepare({ status, details: "passing", cause: "passing" });

    const claimed = await claim();

    expect(claimed).toEqual({ file: record() });
    expect(record()).toMatchObject({
      status: "processing",
      lease_owner: "message-1",
      lease_until: LEASE_UNTIL,
      check_at: file.check_at,
      attempts: 1,
      version: 2,
      updated_at: NOW,
    });
    expect(record()).not.toHaveProperty("details");
    expect(record()).not.toHaveProperty("cause");
  });

  it("gives the lease the time left of the invocation and a margin of ten seconds", async () => {
    const { ports, record } = prepare();

    await claimFile(ports, anArrival(), () => 30_000);

    expect(record()?.lease_until).toBe("2026-11-21T12:00:40.000Z");
  });

  it("succeeds for a file whose lease has ended", async () => {
    const { claim, record } = prepare({
      status: "processing",
      lease_owner: "message-2",
      lease_until: BEFORE,
      attempts: 1,
    });

    await expect(claim()).resolves.toHaveProperty("file");
    expect(record()).toMatchObject({ lease_owner: "message-1", attempts: 2 });
  });

  it("succeeds for a file that an operator set to processing, because it has no lease", async () => {
    const { claim } = prepare({ status: "processing" });

    await expect(claim()).resolves.toHaveProperty("file");
  });

  it("renews the message's own lease", async () => {
    const { claim, record } = prepare({
      status: "processing",
      lease_owner: "message-1",
      lease_until: AFTER,
      attempts: 1,
    });

    await expect(claim({ receive_count: 2 })).resolves.toHaveProperty("file");
    expect(record()).toMatchObject({ lease_until: LEASE_UNTIL, attempts: 2 });
  });

  it("leaves the live lease of another message alone, because that message is the retry", async () => {
    const { claim, record, file } = prepare({
      status: "processing",
      lease_owner: "message-2",
      lease_until: AFTER,
    });

    await expect(claim()).resolves.toEqual({ outcome: "held-by-another-mover" });
    expect(record()).toEqual(file);
  });

  it("leaves a lease alone up to and including its last millisecond, as the table does", async () => {
    const { claim, record, file } = prepare({
      status: "processing",
      lease_owner: "message-2",
      lease_until: NOW,
    });

    await expect(claim()).resolves.toEqual({ outcome: "held-by-another-mover" });
    expect(record()).toEqual(file);
  });
});

describe("a claim of a file with nothing to move", () => {
  it("deletes the bytes of a deleted file", async () => {
    const { claim, record, file, keys } = prepare({ status: "deleted" });

    await expect(claim()).resolves.toEqual({ outcome: "deleted" });
    expect(record()).toEqual(file);
    expect(keys()).toEqual([]);
  });

  it("returns already-completed for a completed file", async () => {
    const { claim } = prepare({ status: "completed", source_etag: '"e"' });

    await expect(claim()).resolves.toEqual({ outcome: "already-completed" });
  });

  it("deletes a late POST of a completed file", async () => {
    const { claim, keys } = prepare({ status: "completed", source_etag: etagOf(Buffer.from("moved")) });

    await expect(claim({ event: EVENT })).resolves.toEqual({ outcome: "late-post-removed" });
    expect(keys()).toEqual([]);
  });

  it("leaves an object of this service that has no record", async () => {
    const { claim, files, keys, file } = prepare();
    files.table.clear();

    await expect(claim({ event: EVENT })).resolves.toEqual({ outcome: "unknown-file" });
    expect(keys()).toEqual([file.key_path]);
  });
});

describe("a message is refused", () => {
  it("when its file has no record", async () => {
    const { claim, files } = prepare();
    files.table.clear();

    await expect(claim()).rejects.toThrow(MessageRefused);
  });

  it.each([
    "pending",
    "uploaded",
    "processing",
    "completed",
    "error",
    "expired",
    "deleted",
  ] as const)("when its paths are not those of the record, which is %s", async (status) => {
    const { claim, record, file, keys } = prepare({ status, retryable: true });

    await expect(claim({ key_path: "temp/another.jpg" })).rejects.toThrow(MessageRefused);
    await expect(claim({ dest_path: "dest/another.jpg" })).rejects.toThrow(MessageRefused);
    await expect(claim({ dest_path: "temp/../dest" })).rejects.toThrow(MessageRefused);
    expect(record()).toEqual(file);
    expect(keys()).toEqual([file.key_path]);
  });
});

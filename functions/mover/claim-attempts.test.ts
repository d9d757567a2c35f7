import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { AFTER, BEFORE, EVENT, LEASE_UNTIL, prepare } from "#testing/mover/claim.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { claimFile } from "./claim-file.ts";

describe("the limit of attempts", () => {
  it.each<Partial<FileRecord>>([
    { status: "uploaded" },
    { status: "processing", lease_owner: "message-2", lease_until: BEFORE },
    { status: "processing", lease_owner: "message-1", lease_until: BEFORE },
  ])("ends in error, retryable, for a file that is %j", async (file) => {
    const { claim, record } = prepare({ ...file, attempts: 5 });

    await expect(claim({ receive_count: 3 })).rejects.toMatchObject({ name: "RetryLater", seconds: 1 });
    expect(record()).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
      cause: "Error: the mover was cut off each time (out of time or memory), and left no word",
    });
  });

  it("lets a new message, for example a redriven one, retry and begin its own series of attempts", async () => {
    const { claim, record } = prepare({
      status: "processing",
      lease_owner: "message-2",
      lease_until: BEFORE,
      attempts: 5,
    });

    await expect(claim()).rejects.toMatchObject({ name: "RetryLater", seconds: 1 });
    expect(record()).toMatchObject({ status: "error", lease_owner: "message-2" });
    await expect(claim({ receive_count: 2 })).resolves.toHaveProperty("file.attempts", 1);
  });

  it("ends in error, retryable, for the message's own lease of an earlier delivery that was cut off", async () => {
    const { claim, record } = prepare({
      status: "processing",
      lease_owner: "message-1",
      lease_until: AFTER,
      attempts: 5,
    });

    await expect(claim({ receive_count: 5 })).rejects.toMatchObject({ name: "RetryLater", seconds: 1 });
    expect(record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
  });

  it("lets another mover finish its last attempt", async () => {
    const { claim, record } = prepare({
      status: "processing",
      lease_owner: "message-2",
      lease_until: AFTER,
      attempts: 5,
    });

    await expect(claim()).resolves.toEqual({ outcome: "held-by-another-mover" });
    expect(record()?.status).toBe("processing");
  });

  it("allows the last attempt itself", async () => {
    const { claim } = prepare({ status: "uploaded", attempts: 4 });

    await expect(claim()).resolves.toHaveProperty("file.attempts", 5);
  });
});

describe("a file in error", () => {
  const failed = {
    status: "error",
    retryable: true,
    error_code: "not-moved",
    details: "It could not be stored.",
    cause: "SlowDown: later",
    attempts: 5,
    version: 12,
  } as const;

  it.each([
    ["move message", undefined],
    ["notification", EVENT],
  ])("begins a new series of attempts for a new %s", async (_, event) => {
    const { claim, record } = prepare(failed);

    const claimed = await claim(event && { event });

    expect(claimed).toEqual({ file: record() });
    expect(record()).toMatchObject({
      status: "processing",
      lease_owner: "message-1",
      lease_until: LEASE_UNTIL,
      check_at: LEASE_UNTIL,
      attempts: 1,
    });
    expect(record()?.version).toBeGreaterThan(12);
    for (const name of ["details", "error_code", "cause", "retryable"])
      expect(record()).not.toHaveProperty(name);
    expect(record()?.history.slice(-2)).toEqual([
      { status: "uploaded", at: NOW, by: "mover" },
      { status: "processing", at: NOW, by: "mover" },
    ]);
  });

  it("begins none for the message that wrote the error: that message goes to the dead-letter queue", async () => {
    const { claim, record, file } = prepare({ ...failed, lease_owner: "message-1" });

    await expect(claim({ receive_count: 2 })).rejects.toMatchObject({
      name: "RetryLater",
      seconds: 1,
      cause: new Error("SlowDown: later"),
    });
    expect(record()).toEqual(file);
  });

  it("is left as it is by the message that found no bytes and was cut off before it was acknowledged", async () => {
    const { claim, record, file } = prepare({
      ...failed,
      error_code: "bytes-missing",
      lease_owner: "message-1",
    });

    await expect(claim({ receive_count: 2 })).resolves.toEqual({ outcome: "already-in-error" });
    expect(record()).toEqual(file);
  });

  it("is claimed by another message, while the message that wrote the error goes to the dead-letter queue", async () => {
    const { claim, record } = prepare({ ...failed, lease_owner: "message-1" });

    await expect(claim({ receive_count: 5 })).rejects.toMatchObject({ name: "RetryLater" });
    await expect(claim({ message_id: "message-2" })).resolves.toHaveProperty("file.attempts", 1);
    await expect(claim({ receive_count: 5 })).resolves.toEqual({ outcome: "held-by-another-mover" });
    expect(record()).toMatchObject({ status: "processing", lease_owner: "message-2" });
  });

  it("begins a new series at the second delivery of a message whose first save was throttled", async () => {
    const { ports, record } = prepare({ ...failed, lease_owner: "message-1" });
    const slow = new Error("ThrottlingException");
    const throttled = { ...ports, files: { ...ports.files, save: () => Promise.reject(slow) } };
    const redriven = anArrival({ message_id: "message-2" });

    await expect(claimFile(throttled, redriven, TIME_LEFT)).rejects.toBe(slow);
    await expect(claimFile(ports, { ...redriven, receive_count: 2 }, TIME_LEFT)).resolves.toHaveProperty(
      "file.attempts",
      1,
    );
    expect(record()).toMatchObject({ status: "processing", lease_owner: "message-2" });
  });

  it.each([false, undefined])("that is retryable: %s is left as it is", async (retryable) => {
    const { retryable: _, ...final } = failed;
    const { claim, record, file } = prepare({ ...final, ...(retryable !== undefined && { retryable }) });

    for (const receive_count of [1, 2])
      await expect(claim({ receive_count })).resolves.toEqual({ outcome: "already-in-error" });
    expect(record()).toEqual(file);
  });

  it("makes the message retry later if another write was first", async () => {
    const { ports, file, files } = prepare(failed);
    const first = { ...file, status: "uploaded" as const, version: 13 };
    const racing = {
      ...ports.files,
      save: (...args: Parameters<typeof files.save>) => {
        files.table.set(file.file_id, first);
        return files.save(...args);
      },
    };

    const claim = claimFile({ ...ports, files: racing }, anArrival(), TIME_LEFT);
    await expect(claim).rejects.toMatchObject({ name: "RetryLater", seconds: 1 });
    expect(files.table.get(file.file_id)).toEqual(first);
  });
});

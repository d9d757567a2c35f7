import { delayAfter } from "@malote/core/queue";
import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { endAttempt } from "./end-attempt.ts";
import { type FinalCode, FinalFault, SourceChanged } from "./faults.ts";

const LEASE = { lease_owner: "message-1", lease_until: "2026-11-21T12:02:30.000Z" };

const prepare = (attempts = 1) =>
  aWorld({ file: { status: "processing", attempts, version: 3, ...LEASE, check_at: LEASE.lease_until } });

describe("delayAfter", () => {
  it("doubles with every delivery, up to 15 minutes", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 2000].map(delayAfter)).toEqual([
      10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900,
    ]);
  });

  it("is at least ten seconds, even for a receive count below 1", () => {
    expect([0, -1].map(delayAfter)).toEqual([10, 10]);
  });
});

describe("a final fault", () => {
  it.each<[FinalCode, boolean]>([
    ["size-differs", false],
    ["bytes-missing", true],
  ])("%s is written as error, and the message is acknowledged", async (code, retryable) => {
    const { ports, file, record } = prepare();
    const fault = new FinalFault(code, "The user's sentence.", { cause: "the operator's", retryable });

    await expect(endAttempt(ports, anArrival(), file, fault)).resolves.toBe("refused");
    expect(record()).toMatchObject({
      status: "error",
      details: "The user's sentence.",
      error_code: code,
      retryable,
      cause: "the operator's",
      version: 4,
      attempts: 1,
      // The message that wrote the error: its next delivery is no retry.
      lease_owner: "message-1",
    });
    for (const name of ["lease_until", "open_shard", "check_at"]) expect(record()).not.toHaveProperty(name);
    expect(record()?.history.at(-1)).toEqual({
      status: "error",
      at: NOW,
      by: "mover",
      details: "The user's sentence.",
    });
  });

  it("is final also at the last attempt", async () => {
    const { ports, file, record } = prepare(5);
    const fault = new FinalFault("type-differs", "Not a picture.", { cause: "text" });

    await expect(endAttempt(ports, anArrival(), file, fault)).resolves.toBe("refused");
    expect(record()).toMatchObject({ error_code: "type-differs", retryable: false });
  });

  it("changes nothing if another mover holds the file", async () => {
    const { ports, file, files, record } = prepare();
    const claimedByOther = { ...file, version: 5, lease_owner: "message-2" };
    files.table.set(file.file_id, claimedByOther);
    const fault = new FinalFault("size-differs", "", { cause: "" });

    await expect(endAttempt(ports, anArrival(), file, fault)).resolves.toBe("superseded");
    expect(record()).toEqual(claimedByOther);
  });
});

describe("a temporary fault", () => {
  it.each([
    new Error("SlowDown"),
    new SourceChanged("replaced"),
    "a string that was thrown",
  ])("releases the lease, and the message is retried later: %s", async (thrown) => {
    const { ports, file, record } = prepare();

    await expect(endAttempt(ports, anArrival({ receive_count: 3 }), file, thrown)).rejects.toMatchObject({
      name: "RetryLater",
      seconds: 40,
      cause: thrown,
    });
    expect(record()).toMatchObject({ status: "uploaded", attempts: 1, version: 4 });
    expect(record()).not.toHaveProperty("lease_owner");
    expect(record()).not.toHaveProperty("lease_until");
  });

  it("ends as superseded and changes nothing if another mover holds the file", async () => {
    const { ports, file, files, record } = prepare();
    const claimedByOther = { ...file, version: 5, lease_owner: "message-2" };
    files.table.set(file.file_id, claimedByOther);

    await expect(endAttempt(ports, anArrival(), file, new Error("SlowDown"))).resolves.toBe("superseded");
    expect(record()).toEqual(claimedByOther);
  });

  it.each([
    5, 6,
  ])("at attempt %i of five ends in error, retryable, and the message goes to the dead-letter queue", async (attempts) => {
    const { ports, file, record } = prepare(attempts);
    const thrown = Object.assign(new Error("Reduce your request rate."), { name: "SlowDown" });

    await expect(endAttempt(ports, anArrival({ receive_count: 5 }), file, thrown)).rejects.toMatchObject({
      name: "RetryLater",
      seconds: 1,
      cause: thrown,
    });
    expect(record()).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
      details: "The file could not be stored yet; the operators have been told.",
      cause: "SlowDown: Reduce your request rate.",
    });
  });

  it.each([
    5, 6,
  ])("at delivery %i of five ends in error at any attempt, because the message is not delivered again", async (receive_count) => {
    const { ports, file, record } = prepare(1);

    await expect(
      endAttempt(ports, anArrival({ receive_count }), file, new Error("SlowDown")),
    ).rejects.toMatchObject({
      name: "RetryLater",
      seconds: 1,
    });
    expect(record()).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
      lease_owner: "message-1",
    });
  });

  it("at the last delivery changes nothing if another mover holds the file", async () => {
    const { ports, file, files, record } = prepare();
    const claimedByOther = { ...file, version: 5, lease_owner: "message-2" };
    files.table.set(file.file_id, claimedByOther);

    await expect(
      endAttempt(ports, anArrival({ receive_count: 5 }), file, new Error("SlowDown")),
    ).rejects.toMatchObject({ name: "RetryLater" });
    expect(record()).toEqual(claimedByOther);
  });

  it("stores at most 500 characters of its cause", async () => {
    const { ports, file, record } = prepare(5);

    await expect(endAttempt(ports, anArrival(), file, new Error("x".repeat(10_000)))).rejects.toThrow();
    expect(record()?.cause).toHaveLength(500);
  });
});

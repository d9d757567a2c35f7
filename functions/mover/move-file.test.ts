import { describe, expect, it } from "vitest";
import { aJpeg, NOW } from "#testing/builders.ts";
import { aroundCalls, rightBefore } from "#testing/mover/around-calls.ts";
import { anArrival, anS3Event } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { crc32Of, etagOf, sha256Of } from "#testing/objects.ts";
import type { Arrival } from "./arrival.ts";
import { moveFile } from "./move-file.ts";
import { receiveMessage } from "./receive-message.ts";

const BYTES = aJpeg();
/** As long as BYTES, so that only its ETag differs. */
const OTHER = aJpeg("HOLIDAY");
const bare = (bytes: Uint8Array) => etagOf(bytes).replaceAll('"', "");
const EVENT = { etag: bare(BYTES), sequencer: "00A1" };

const move = ({ ports }: World, arrival: Partial<Arrival> = {}) =>
  moveFile(ports, anArrival(arrival), TIME_LEFT);

describe("one message", () => {
  it("moves the file and records the ETag and the sequencer of its bytes", async () => {
    const world = aWorld();

    await expect(move(world, { event: EVENT })).resolves.toBe("completed");

    expectMoved(world, BYTES);
    expect(world.record()).toMatchObject({
      source_etag: etagOf(BYTES),
      sequencer: "00A1",
      attempts: 1,
      updated_at: NOW,
    });
    expect(world.record()?.history.map(({ status, by }) => `${status} by ${by}`)).toEqual([
      "pending by owner",
      "uploaded by mover",
      "processing by mover",
      "completed by mover",
    ]);
    for (const name of ["lease_owner", "lease_until", "open_shard", "check_at"])
      expect(world.record()).not.toHaveProperty(name);
  });

  it("whose source S3 does not delete is retried, and at the last delivery left to the reconciler", async () => {
    for (const receive_count of [1, 5]) {
      const world = aWorld();
      const storage = {
        ...world.ports.storage,
        deleteIfMatch: () => Promise.reject(new Error("SlowDown")),
      };
      const moving = moveFile({ ...world.ports, storage }, anArrival({ receive_count }), TIME_LEFT);

      if (receive_count === 1) await expect(moving).rejects.toThrow("SlowDown");
      else await expect(moving).resolves.toBe("completed");
      expect(world.record()?.status).toBe("completed");
    }
  });

  it("records the checksum that S3 computed of the copy, and whether the client had announced it", async () => {
    const checksum = { algorithm: "SHA256", value: sha256Of(BYTES) } as const;
    const [declared, undeclared] = [aWorld({ file: { checksum } }), aWorld()];

    await move(declared);
    await move(undeclared);

    expect(declared.record()?.verified).toEqual({ ...checksum, declared: true });
    expect(undeclared.record()?.verified).toEqual({
      algorithm: "CRC32",
      value: crc32Of(BYTES),
      declared: false,
    });
  });

  it("without an event records no sequencer", async () => {
    const world = aWorld();

    await move(world);

    expectMoved(world, BYTES);
    expect(world.record()).not.toHaveProperty("sequencer");
  });

  it("whose event names other bytes records no sequencer", async () => {
    const world = aWorld();

    await move(world, { event: { etag: bare(OTHER), sequencer: "00A0" } });

    expectMoved(world, BYTES);
    expect(world.record()).not.toHaveProperty("sequencer");
  });

  it("moves an empty file", async () => {
    const world = aWorld({ bytes: new Uint8Array() });

    await expect(move(world)).resolves.toBe("completed");

    expectMoved(world, new Uint8Array());
  });

  it("moves a file with its checksum", async () => {
    const world = aWorld({ file: { checksum: { algorithm: "SHA256", value: sha256Of(BYTES) } } });

    await expect(move(world)).resolves.toBe("completed");

    expectMoved(world, BYTES);
  });

  it("writes completed before it deletes the source", async () => {
    const calls: string[] = [];
    const world = aWorld();
    const ports = aroundCalls(world.ports, (name, call) => {
      calls.push(name);
      return call();
    });

    await moveFile(ports, anArrival(), TIME_LEFT);

    expect(calls).toEqual([
      "files.claim",
      "storage.peek",
      "storage.copy",
      "storage.peek",
      "files.save",
      "storage.deleteIfMatch",
    ]);
  });
});

describe("a file that is refused", () => {
  it.each([
    ["size-differs", { len: 3 }],
    ["type-differs", { content_type: "application/pdf" }],
    ["checksum-differs", { checksum: { algorithm: "SHA256", value: sha256Of(OTHER) } }],
  ] as const)("with %s ends in error, its message is acknowledged, and its bytes stay in temp/", async (code, file) => {
    const world = aWorld({ file });

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: code, retryable: false });
    expect(world.keys()).toEqual([world.file.key_path]);
  });

  it("because its bytes are not there yet is moved after their event", async () => {
    const world = aWorld({ bytes: null });
    await expect(move(world)).resolves.toBe("refused");
    expect(world.record()).toMatchObject({ status: "error", error_code: "bytes-missing", retryable: true });

    world.bucket.put(world.file.key_path, BYTES);
    const arrival = { message_id: "message-2", event: EVENT };
    await expect(move(world, arrival)).resolves.toBe("completed");

    expectMoved(world, BYTES);
  });

  it("because dest/ has other bytes leaves those bytes", async () => {
    const world = aWorld();
    world.bucket.put(world.file.dest_path, OTHER);

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({
      status: "error",
      error_code: "destination-taken",
      retryable: false,
    });
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(OTHER);
  });
});

describe("duplicates", () => {
  const MESSAGE = { message_id: "message-1" };
  const NOTIFICATION = { message_id: "message-2", event: EVENT };

  it.each([
    ["a move message twice", [MESSAGE, { message_id: "message-2" }]],
    ["a move message, then the notification", [MESSAGE, NOTIFICATION]],
    ["the notification, then a move message", [NOTIFICATION, MESSAGE]],
    ["the notification twice", [NOTIFICATION, { ...NOTIFICATION, message_id: "message-3" }]],
  ])("%s: the file is moved once, and its record is not written again", async (_, [first, second]) => {
    const world = aWorld();
    await expect(move(world, first)).resolves.toBe("completed");
    const record = world.record();

    await expect(move(world, second)).resolves.toBe("already-completed");

    expectMoved(world, BYTES);
    expect(world.record()).toEqual(record);
  });

  it("the same message, delivered again after success: nothing changes", async () => {
    const world = aWorld();
    await move(world, MESSAGE);

    await expect(move(world, { ...MESSAGE, receive_count: 2 })).resolves.toBe("already-completed");

    expectMoved(world, BYTES);
  });

  it("a move message and the notification at the same time: one moves the file, the other is acknowledged", async () => {
    const world = aWorld();

    const outcomes = await Promise.all([move(world, MESSAGE), move(world, NOTIFICATION)]);

    expect(outcomes.sort()).toEqual(["completed", "held-by-another-mover"]);
    expectMoved(world, BYTES);
  });
});

describe("a mover whose lease has ended", () => {
  it("writes nothing and deletes nothing after another mover claimed the file", async () => {
    const world = aWorld();
    const claimedByOther = rightBefore(world, "files.save", () => {
      const record = world.record();
      if (record) world.files.table.set(record.file_id, { ...record, version: 9, lease_owner: "message-2" });
    });

    await expect(move(claimedByOther)).resolves.toBe("superseded");

    expect(world.record()).toMatchObject({ status: "processing", version: 9, lease_owner: "message-2" });
    expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
    world.time.pass(131);
    await expect(move(world, { message_id: "message-2", receive_count: 2 })).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });
});

it("moves a file once if an event has two records of it", async () => {
  const world = aWorld();
  const receive = receiveMessage(world.ports);
  const body = anS3Event({ eTag: bare(BYTES) }, { eTag: bare(BYTES) });
  const queue = fakeQueue(world.time);
  queue.send(body);

  await queue.drain((record) => receive(record, TIME_LEFT));

  expectMoved(world, BYTES);
  expect(world.reported.moved).toEqual(["completed", "already-completed"]);
});

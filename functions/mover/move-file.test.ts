import { describe, expect, it } from "vitest";
import { aJpeg, NOW } from "#testing/builders.ts";
import { aroundCalls, rightBefore } from "#testing/mover/around-calls.ts";
import { anArrival, anS3Event } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf, sha256Of } from "#testing/objects.ts";
import type { Arrival } from "./arrival.ts";
import { moveFile } from "./move-file.ts";
import { receiveMessage } from "./receive-message.ts";

const BYTES = aJpeg();
/** As long as BYTES, so that only its ETag gives it away. */
const OTHER = aJpeg("HOLIDAY");
const bare = (bytes: Uint8Array) => etagOf(bytes).replaceAll('"', "");
const EVENT = { etag: bare(BYTES), sequencer: "00A1" };

const move = ({ ports }: World, arrival: Partial<Arrival> = {}) =>
  moveFile(ports, anArrival(arrival), TIME_LEFT);

describe("one message", () => {
  it("moves the file and says which bytes it moved", async () => {
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

  it("of our own knows no sequencer", async () => {
    const world = aWorld();

    await move(world);

    expectMoved(world, BYTES);
    expect(world.record()).not.toHaveProperty("sequencer");
  });

  it("about other bytes than those it finds does not lend them its sequencer", async () => {
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

  it("completes before it deletes", async () => {
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
      "files.save",
      "storage.deleteIfMatch",
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["size-differs", { len: 3 }],
    ["type-differs", { content_type: "application/pdf" }],
    ["checksum-differs", { checksum: { algorithm: "SHA256", value: sha256Of(OTHER) } }],
  ] as const)("%s: error, the message is done, the bytes stay for whoever must look", async (code, file) => {
    const world = aWorld({ file });

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: code, retryable: false });
    expect(world.keys()).toEqual([world.file.key_path]);
  });

  it("bytes that are not there yet: error, which their event turns around", async () => {
    const world = aWorld({ bytes: null });
    await expect(move(world)).resolves.toBe("refused");
    expect(world.record()).toMatchObject({ status: "error", error_code: "bytes-missing", retryable: true });

    world.bucket.put(world.file.key_path, BYTES);
    const arrival = { message_id: "message-2", event: EVENT };
    await expect(move(world, arrival)).resolves.toBe("completed");

    expectMoved(world, BYTES);
  });

  it("a destination that holds other bytes: they win", async () => {
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
  const OURS = { message_id: "message-1" };
  const THEIRS = { message_id: "message-2", event: EVENT };

  it.each([
    ["our message twice", [OURS, { message_id: "message-2" }]],
    ["our message, then the notification", [OURS, THEIRS]],
    ["the notification, then our message", [THEIRS, OURS]],
    ["the notification twice", [THEIRS, { ...THEIRS, message_id: "message-3" }]],
  ])("%s: moved once, and the record is not touched again", async (_, [first, second]) => {
    const world = aWorld();
    await expect(move(world, first)).resolves.toBe("completed");
    const record = world.record();

    await expect(move(world, second)).resolves.toBe("already-completed");

    expectMoved(world, BYTES);
    expect(world.record()).toEqual(record);
  });

  it("the same message delivered again after all went well", async () => {
    const world = aWorld();
    await move(world, OURS);

    await expect(move(world, { ...OURS, receive_count: 2 })).resolves.toBe("already-completed");

    expectMoved(world, BYTES);
  });

  it("both at once: one moves, the other steps back", async () => {
    const world = aWorld();

    const outcomes = await Promise.all([move(world, OURS), move(world, THEIRS)]);

    expect(outcomes.sort()).toEqual(["completed", "held-by-another-mover"]);
    expectMoved(world, BYTES);
  });
});

describe("somebody else takes the file over", () => {
  it("after its lease was over: who is late writes nothing and deletes nothing", async () => {
    const world = aWorld();
    const taken = rightBefore(world, "files.save", () => {
      const record = world.record();
      if (record) world.files.table.set(record.file_id, { ...record, version: 9, lease_owner: "message-2" });
    });

    await expect(move(taken)).resolves.toBe("superseded");

    expect(world.record()).toMatchObject({ status: "processing", version: 9, lease_owner: "message-2" });
    expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
    world.time.pass(131);
    await expect(move(world, { message_id: "message-2", receive_count: 2 })).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });
});

it("keeps to a file's own bytes where an event holds several", async () => {
  const world = aWorld();
  const receive = receiveMessage(world.ports);
  const body = anS3Event({ eTag: bare(BYTES) }, { eTag: bare(BYTES) });
  const queue = fakeQueue(world.time);
  queue.send(body);

  await queue.drain((record) => receive(record, TIME_LEFT));

  expectMoved(world, BYTES);
  expect(world.reported.moved).toEqual(["completed", "already-completed"]);
});

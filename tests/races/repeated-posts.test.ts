import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aFileOf, aJpeg } from "#testing/builders.ts";
import { aroundCalls } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { throttlingTable } from "#testing/mover/throttling-table.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";
import { rememberFinished } from "../../functions/mover/remember-finished.ts";

const POSTS = 500;
const BATCH = 10;
const MOVED = aJpeg("moved");
const OTHER_ID = "1c1e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
const bare = (bytes: Uint8Array) => etagOf(bytes).replaceAll('"', "");
const sequencerOf = (i: number) => (0x1000 + i).toString(16).toUpperCase();

/** The notification of post number `i`. Posts are made in this order, but their notifications arrive in any. */
const notificationOf = (i: number, bytes: Uint8Array) =>
  anSqsRecord({
    body: anS3Event({ eTag: bare(bytes), sequencer: sequencerOf(i) }),
    messageId: `post-${i}`,
  });

const inBatches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));

/** A finished file whose form is posted again and again, and a file of another user. `writes` claims are not throttled. */
const prepare = ({ file, writes = 3 }: { file: Partial<FileRecord>; writes?: number }) => {
  const world = aWorld({ bytes: null, file });
  const other = aFileOf(aJpeg("of another user"), {
    file_id: OTHER_ID,
    key_path: `temp/${OTHER_ID}.jpg`,
    dest_path: `dest/${OTHER_ID}.jpg`,
  });
  world.files.table.set(OTHER_ID, other);
  world.bucket.put(other.key_path, aJpeg("of another user"));
  const { files: hot, attempts } = throttlingTable(world.record, writes);
  const files = {
    ...world.files,
    claim: (claim: Parameters<typeof hot.claim>[0]) =>
      (claim.file_id === OTHER_ID ? world.files : hot).claim(claim),
  };
  /** The calls to S3 for the finished file. */
  const calls: string[] = [];
  const ports = aroundCalls({ ...world.ports, files }, (name, call) => {
    if (name.startsWith("storage.")) calls.push(name);
    return call();
  });

  /** Delivers the batches, each to a mover that just started, or all to one. Returns the messages that failed. */
  const deliverAll = async (batches: ReturnType<typeof anSqsRecord>[][], { warm }: { warm: boolean }) => {
    const failed: string[] = [];
    const aMover = () => ({
      ...ports,
      files,
      filesOfEvents: rememberFinished(files, world.time.clock),
    });
    const one = aMover();
    for (const batch of batches) {
      const receive = receiveMessage(warm ? one : aMover(), batch);
      const ends = await Promise.allSettled(batch.map((record) => receive(record, TIME_LEFT)));
      failed.push(
        ...batch.filter((_, i) => ends[i]?.status === "rejected").map(({ messageId }) => messageId),
      );
    }
    return failed;
  };
  return { ...world, other, attempts, calls, deliverAll };
};

/** Posts the form POSTS times, and returns the batches of its notifications. */
const postAgain = ({ bucket, file }: ReturnType<typeof prepare>, bytesOf: (i: number) => Uint8Array) => {
  for (let i = 1; i <= POSTS; i++) bucket.put(file.key_path, bytesOf(i));
  return inBatches(
    Array.from({ length: POSTS }, (_, i) => notificationOf(i + 1, bytesOf(i + 1))).toReversed(),
  );
};

const late = (i: number) => aJpeg(`late ${i}`);
const BATCHES = POSTS / BATCH;
const completed = { status: "completed", source_etag: etagOf(MOVED), attempts: 1 } as const;

describe.each<[string, Partial<FileRecord>, (i: number) => Uint8Array]>([
  ["other bytes than were moved", { ...completed, sequencer: "0FFF" }, late],
  ["the moved bytes", { ...completed, sequencer: "0FFF" }, () => MOVED],
  ["the moved bytes, after a move by the confirmation", completed, () => MOVED],
  ["other bytes after an operator completed the file", { status: "completed" }, late],
])("a form that is posted 500 times, with %s", (_, file, bytesOf) => {
  it("costs each batch one claim and one read at the most, and one HEAD, with every mover just started", async () => {
    const world = prepare({ file });
    world.bucket.put(world.file.dest_path, MOVED);
    const before = world.record();

    expect(await world.deliverAll(postAgain(world, bytesOf), { warm: false })).toEqual([]);

    const count = (name: string) => world.attempts.filter((attempt) => attempt === name).length;
    expect(count("UpdateItem")).toBe(BATCHES);
    expect(count("GetItem")).toBe(BATCHES - 3);
    expect(world.calls.filter((name) => name === "storage.head")).toHaveLength(BATCHES);
    expect(world.delays).toEqual([]);
    expect(world.keys()).toEqual([world.file.dest_path, world.other.key_path]);
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(MOVED);
    expect(world.record()).toEqual(before);
  });

  it("delays no file of another user, which is moved in its first delivery", async () => {
    const world = prepare({ file });
    const batches = postAgain(world, bytesOf);
    batches[20]?.splice(4, 1, anSqsRecord({ body: aMoveMessage(world.other), messageId: "another" }));

    expect(await world.deliverAll(batches, { warm: false })).toEqual([]);

    expect(world.files.table.get(OTHER_ID)).toMatchObject({ status: "completed", attempts: 1 });
    expect(world.bucket.objects.get(world.other.dest_path)?.bytes).toEqual(aJpeg("of another user"));
  });
});

it("a warm mover that knows which bytes it moved makes one claim for all of them", async () => {
  const world = prepare({ file: { ...completed, sequencer: "0FFF" } });

  expect(await world.deliverAll(postAgain(world, late), { warm: true })).toEqual([]);

  expect(world.attempts).toEqual(["UpdateItem"]);
  expect(world.keys()).toEqual([world.other.key_path]);
});

it("the form of a deleted file that is posted 500 times leaves no bytes, and costs a warm mover one claim", async () => {
  const world = prepare({ file: { status: "deleted" } });

  expect(await world.deliverAll(postAgain(world, late), { warm: true })).toEqual([]);

  expect(world.attempts).toEqual(["UpdateItem"]);
  expect(world.keys()).toEqual([world.other.key_path]);
  expect(world.reported.moved.filter((outcome) => outcome === "deleted")).toHaveLength(BATCHES);
});

it.each<[string, Partial<FileRecord>, string]>([
  ["in error", { status: "error", retryable: false }, "already-in-error"],
  [
    "held by another mover",
    { status: "processing", lease_owner: "message-9", lease_until: "2026-11-21T12:02:30.000Z" },
    "held-by-another-mover",
  ],
])("the form of a file %s that is posted 500 times is acknowledged, and retried by nobody", async (_, file, outcome) => {
  const world = prepare({ file });

  expect(await world.deliverAll(postAgain(world, late), { warm: false })).toEqual([]);

  expect(world.attempts.filter((attempt) => attempt === "UpdateItem")).toHaveLength(BATCHES);
  expect(world.reported.moved.filter((one) => one === outcome)).toHaveLength(BATCHES);
  expect(world.reported.moved.filter((one) => one === "repeated-event")).toHaveLength(POSTS - BATCHES);
});

it("bytes that S3 does not let the mover delete are left to the reconciler at the last delivery, and make no dead letter", async () => {
  const world = prepare({ file: { ...completed, sequencer: "0FFF" } });
  world.bucket.put(world.file.key_path, late(1));
  const slow = new Error("SlowDown");
  const ports = {
    ...world.ports,
    storage: { ...world.ports.storage, head: () => Promise.reject(slow) },
  };
  const body = anS3Event({ eTag: bare(late(1)), sequencer: sequencerOf(1) });
  const deliver = (receiveCount: number) =>
    receiveMessage(ports)(anSqsRecord({ body, receiveCount }), TIME_LEFT);

  for (const receiveCount of [1, 2, 3, 4]) await expect(deliver(receiveCount)).rejects.toBe(slow);
  await expect(deliver(5)).resolves.toBeUndefined();

  expect(world.reported.moved).toEqual(["late-post-left"]);
});

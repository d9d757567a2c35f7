import { FileNotFound } from "@malote/core";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { aCaller, aJpeg } from "#testing/builders.ts";
import { aroundCalls, rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";
import { deleteFile, setStatus } from "./others.ts";

// The client posted other bytes than those it meant, saw `error`, posts the right ones and confirms.

const RIGHT = aJpeg();
/** As long as RIGHT, because the form allows no other length. */
const WRONG = Buffer.alloc(RIGHT.length, "no picture");
const EVENT = anS3Event({ eTag: etagOf(RIGHT).replaceAll('"', "") });

const post = (world: World, bytes: Uint8Array): void => {
  world.bucket.put(world.file.key_path, bytes);
  const last_modified = new Date(world.time.now()).toISOString().replace(/\.\d+Z$/, ".000Z");
  Object.assign(world.bucket.objects.get(world.file.key_path) ?? {}, { last_modified });
};

const confirm = (world: World, ports: World["ports"] = world.ports) =>
  confirmUpload({
    files: { get: (id) => world.files.get(id), save: ports.files.save },
    storage: { ...world.bucket, head: ports.storage.head },
    queue: ports.queue,
    clock: world.time.clock,
  })({ file_id: world.file.file_id }, aCaller());

/** Delivers the messages that the confirmations have sent, and none of them again. */
const deliverSent = async (world: World): Promise<void> => {
  for (const [i, message] of world.sent.splice(0).entries())
    await receiveMessage(world.ports)(
      anSqsRecord({ body: JSON.stringify(message), messageId: `sent-${i}` }),
      TIME_LEFT,
    );
};

const refuse = async (world: World): Promise<void> => {
  post(world, WRONG);
  world.time.pass(2);
  await expect(moveFile(world.ports, anArrival(), TIME_LEFT)).resolves.toBe("refused");
  expect(world.record()).toMatchObject({ status: "error", error_code: "type-differs", retryable: false });
  world.time.pass(60);
};

/** A file in `error`, whose wrong bytes were confirmed, or came by S3's notification alone. */
const BEGINNINGS = {
  confirmed: async () => {
    const world = aWorld({ bytes: null });
    post(world, WRONG);
    await confirm(world);
    world.sent.splice(0);
    await refuse(world);
    return world;
  },
  notified: async () => {
    const world = aWorld({ bytes: null });
    await refuse(world);
    return world;
  },
};

it("bytes that were judged in the second in which they came are judged once more, and then not again", async () => {
  const world = aWorld({ bytes: null });
  post(world, WRONG);
  await moveFile(world.ports, anArrival(), TIME_LEFT);

  await expect(confirm(world)).resolves.toMatchObject({ queued: true });
  await deliverSent(world);

  await expect(confirm(world)).resolves.toMatchObject({ queued: false, view: { status: "error" } });
});

it("an operator's own error stays, and costs no call to S3", async () => {
  const world = aWorld();
  await setStatus(world, "error");
  const before = world.record();
  const head = rightBefore(world, "storage.head", () => {
    throw new Error("never called");
  });

  await expect(confirm(world, head.ports)).resolves.toMatchObject({
    queued: false,
    view: { status: "error" },
  });

  expect(world.record()).toEqual(before);
});

describe.each(Object.entries(BEGINNINGS))("a file in error whose wrong bytes were %s", (_, begin) => {
  let world: World;
  beforeEach(async () => {
    world = await begin();
  });

  it("is moved when the right bytes are posted and confirmed", async () => {
    post(world, RIGHT);

    await expect(confirm(world)).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    await deliverSent(world);
    expectMoved(world, RIGHT);
    expect(world.record()?.history.map(({ status }) => status)).toEqual([
      "pending",
      "uploaded",
      "processing",
      "error",
      "uploaded",
      "processing",
      "completed",
    ]);
  });

  it("is not judged again for a repeated confirmation of the same bytes", async () => {
    const before = world.record();

    for (let i = 0; i < 3; i++)
      await expect(confirm(world)).resolves.toMatchObject({ queued: false, view: { status: "error" } });

    expect(world.record()).toEqual(before);
    expect(world.sent).toEqual([]);
  });

  it("is judged once for other wrong bytes", async () => {
    post(world, Buffer.alloc(RIGHT.length, "text"));
    await expect(confirm(world)).resolves.toMatchObject({ queued: true });
    await deliverSent(world);
    world.time.pass(60);

    await expect(confirm(world)).resolves.toMatchObject({
      queued: false,
      view: { status: "error", error_code: "type-differs" },
    });
  });

  it("keeps its error if an event of the right bytes comes first, and is moved by the confirmation", async () => {
    post(world, RIGHT);
    await deliver(world, [EVENT]);
    expect(world.record()?.status).toBe("error");

    await confirm(world);
    await deliverSent(world);

    expectMoved(world, RIGHT);
  });

  it("is moved once by two confirmations and S3's notification, call by call in any order", () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const raced = await begin();
        post(raced, RIGHT);
        const ports = aroundCalls(raced.ports, (name, call) =>
          scheduler.schedule(Promise.resolve(), name).then(call),
        );
        const unfinished: string[] = [];
        const notified = receiveMessage(ports)(anSqsRecord({ body: EVENT, messageId: "event" }), TIME_LEFT);
        const confirmed = async () => {
          await scheduler.schedule(Promise.resolve(), "confirm");
          return confirm(raced, ports);
        };
        const runs = [confirmed(), confirmed(), notified.catch(() => unfinished.push(EVENT))];

        await scheduler.waitFor(Promise.all(runs));
        for (const body of unfinished)
          await receiveMessage(raced.ports)(
            anSqsRecord({ body, messageId: "event", receiveCount: 2 }),
            TIME_LEFT,
          );
        await deliverSent(raced);

        expectMoved(raced, RIGHT);
        expect(raced.record()?.history.filter(({ status }) => status === "completed")).toHaveLength(1);
      }),
    ));

  it("is queued by the next confirmation if the first was cut off before its message", async () => {
    post(world, RIGHT);
    const cutOff = rightBefore(world, "queue.send", () => {
      throw new Error("cut off");
    });
    await expect(confirm(world, cutOff.ports)).rejects.toThrow("cut off");

    await expect(confirm(world)).resolves.toMatchObject({ queued: false, view: { status: "uploaded" } });

    await deliverSent(world);
    expectMoved(world, RIGHT);
  });

  it.each([
    "storage.head",
    "files.save",
    "queue.send",
  ])("leaves nothing if it is deleted right before %s", async (name) => {
    post(world, RIGHT);
    let deleted: Promise<void> | undefined;
    const ports = aroundCalls(world.ports, async (called, call) => {
      if (called === name && !deleted) {
        deleted = deleteFile(world);
        await deleted;
      }
      return call();
    });

    const outcome = await confirm(world, ports).catch((thrown: unknown) => thrown);
    await deliverSent(world);

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    if (name === "files.save") expect(outcome).toBeInstanceOf(FileNotFound);
  });
});

it("a file that is out of attempts is moved by a confirmation, also if the last message is delivered again", async () => {
  const world = aWorld({ maxAttempts: 1 });
  const failing = rightBefore(world, "storage.copy", () => {
    throw new Error("S3 is away");
  });
  await expect(moveFile(failing.ports, anArrival(), TIME_LEFT)).rejects.toThrow();
  expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });

  await expect(confirm(world)).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

  await moveFile(world.ports, anArrival({ receive_count: 2 }), TIME_LEFT);
  await deliverSent(world);
  expectMoved(world, RIGHT);
});

it("a message of before the error, in the queue for long, moves the right bytes once", async () => {
  const world = await BEGINNINGS.notified();
  post(world, RIGHT);
  await confirm(world);

  await deliver(world, [aMoveMessage(world.file)]);
  await deliverSent(world);

  expectMoved(world, RIGHT);
});

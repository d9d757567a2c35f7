import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { type Around, aroundCalls, rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { callsOfDeliveries } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";
import { deleteFile } from "./others.ts";

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });
const SOURCES = {
  "a move message": [aMoveMessage()],
  "S3's notification, then a move message": [NOTIFICATION, aMoveMessage()],
};

const expectGone = ({ record, keys }: World): void => {
  expect(record()?.status).toBe("deleted");
  expect(keys()).toEqual([]);
};

const cases = await Promise.all(
  Object.entries(SOURCES).map(async ([source, bodies]) => ({
    source,
    bodies,
    calls: await callsOfDeliveries(aWorld({ bytes: BYTES }), bodies),
  })),
);

it("the loops below cover every call of a move", () => {
  expect(cases.map(({ calls }) => calls.length)).toEqual([6, 7]);
});

describe.each(cases)("a file moved by $source", ({ bodies, calls }) => {
  const steps = calls.flatMap((name, at) => [
    { name, at, when: "before" },
    { name, at, when: "after" },
  ]);

  it.each(steps)("and deleted $when call $at ($name) leaves no bytes", async ({ at, when }) => {
    const world = aWorld({ bytes: BYTES });

    const { queue } = await deliver(world, bodies, async (i, _, call) => {
      if (i === at && when === "before") await deleteFile(world);
      const result = await call();
      if (i === at && when === "after") await deleteFile(world);
      return result;
    });

    expectGone(world);
    expect(queue.deadLetters).toEqual([]);
  });

  const kills = steps.flatMap((step) =>
    calls.flatMap((killedCall, killedAt) =>
      killedAt < step.at
        ? []
        : [
            { ...step, killedCall, killedAt, effect: false },
            { ...step, killedCall, killedAt, effect: true },
          ],
    ),
  );

  it.each(
    kills,
  )("and deleted $when call $at leaves no bytes if its mover is killed at call $killedAt ($killedCall, effect: $effect)", async ({
    at,
    when,
    killedAt,
    effect,
  }) => {
    const world = aWorld({ bytes: BYTES });
    let dead = false;

    const { queue } = await deliver(world, bodies, async (i, name, call) => {
      // A killed mover makes no more calls. The next delivery goes to another mover.
      if (name === "files.claim") dead = false;
      if (dead) throw new Error("the mover is dead");
      if (i === at && when === "before") await deleteFile(world);
      const killed = i === killedAt;
      const result = !killed || effect ? await call() : undefined;
      if (i === at && when === "after") await deleteFile(world);
      if (!killed) return result;
      dead = true;
      throw new Error(`${name} was cut off`);
    });

    expectGone(world);
    expect(queue.deadLetters).toEqual([]);
  });
});

it("deliveries and a delete, interleaved call by call in any order, leave no bytes", () =>
  fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom("notification", "message"), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 2 }),
      async (scheduler, sources, jumps) => {
        const world = aWorld({ bytes: BYTES, maxAttempts: 100 });
        const scheduled: Around = (name, call) => scheduler.schedule(Promise.resolve(), name).then(call);
        const receive = receiveMessage(aroundCalls(world.ports, scheduled));
        const unfinished: Parameters<typeof receive>[0][] = [];
        const runs = sources.map(async (source, i) => {
          const body = source === "message" ? aMoveMessage() : NOTIFICATION;
          const record = anSqsRecord({ body, messageId: `${source}-${i}` });
          await receive(record, TIME_LEFT).catch(() => unfinished.push(record));
        });
        const leaps = Array.from({ length: jumps }, async () => {
          await scheduler.schedule(Promise.resolve(), "a lease ends");
          world.time.pass(200);
        });
        const deletion = scheduler.schedule(Promise.resolve(), "delete").then(() => deleteFile(world));

        await scheduler.waitFor(Promise.all([...runs, ...leaps, deletion]));
        world.time.pass(720);
        for (const { body, messageId } of unfinished)
          await receiveMessage(world.ports)(anSqsRecord({ body, messageId, receiveCount: 2 }), TIME_LEFT);

        expectGone(world);
      },
    ),
    { numRuns: 300 },
  ));

describe("bytes that arrive after the delete", () => {
  const deleted = async (file: NonNullable<Parameters<typeof aWorld>[0]>["file"] = {}) => {
    const world = aWorld({ bytes: BYTES, file });
    await deleteFile(world);
    world.bucket.put(world.file.key_path, aJpeg("late"));
    return world;
  };

  it.each([
    ["their notification", { event: { etag: "another", sequencer: "00A1" } }],
    ["the message of an earlier confirmation", {}],
  ])("are deleted by %s", async (_, overrides) => {
    const world = await deleted();

    await expect(moveFile(world.ports, anArrival(overrides), TIME_LEFT)).resolves.toBe("deleted");

    expectGone(world);
  });

  it("are deleted each time the form is sent again", async () => {
    const world = await deleted();
    for (let i = 1; i <= 3; i++) {
      world.bucket.put(world.file.key_path, aJpeg(`late ${i}`));
      await moveFile(world.ports, anArrival({ message_id: `message-${i}` }), TIME_LEFT);
    }

    expectGone(world);
  });

  const HELD = {
    status: "processing",
    lease_owner: "message-1",
    lease_until: "2026-11-21T12:02:30.000Z",
  } as const;

  it("are left to the mover that holds the file, which deletes them when its next write is refused", async () => {
    const world = await deleted(HELD);

    const otherMessage = anArrival({ message_id: "message-2" });
    await expect(moveFile(world.ports, otherMessage, TIME_LEFT)).resolves.toBe("deleted");
    expect(world.keys()).toEqual([world.file.key_path]);

    const holdersMessage = anArrival({ message_id: "message-1", receive_count: 2 });
    await expect(moveFile(world.ports, holdersMessage, TIME_LEFT)).resolves.toBe("deleted");
    expectGone(world);
  });

  it("are deleted by any message after the lease of that mover has ended", async () => {
    const world = await deleted(HELD);
    world.time.pass(150.001);

    await moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT);

    expectGone(world);
  });

  it("are deleted by a retry of their message if S3 fails at first", async () => {
    const world = await deleted();
    let failures = 2;
    const failing = rightBefore(world, "storage.delete", () => {
      if (failures-- > 0) throw new Error("SlowDown");
    });
    const queue = fakeQueue(world.time);
    queue.send(NOTIFICATION);
    const receive = receiveMessage({ ...failing.ports, deliveries: queue });

    await queue.drain((record) => receive(record, TIME_LEFT));

    expectGone(world);
    expect(world.reported.moved).toEqual(["deleted"]);
    expect(world.reported.postponed).toEqual([10, 20]);
  });
});

describe("a mover whose file is deleted meanwhile", () => {
  it.each([
    ["size differs", { len: 3 }],
    ["bytes are gone", {}],
  ])("writes no error over the tombstone if its %s", async (fault, file) => {
    const world = aWorld({ bytes: BYTES, file });
    const gone = fault.includes("gone");
    const deletedBeforeSave = rightBefore(world, "files.save", () => {
      const record = world.record();
      if (record) world.files.table.set(record.file_id, { ...record, status: "deleted", version: 9 });
    });
    if (gone) world.bucket.objects.clear();

    await expect(moveFile(deletedBeforeSave.ports, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(world.record()).toMatchObject({ status: "deleted", version: 9 });
    expectGone(world);
  });

  it("is not retried after a temporary fault, because nothing is left to do", async () => {
    const world = aWorld({ bytes: BYTES });
    const { ports } = rightBefore(world, "storage.copy", () => {
      const record = world.record();
      if (record) world.files.table.set(record.file_id, { ...record, status: "deleted", version: 9 });
      throw new Error("SlowDown");
    });

    await expect(moveFile(ports, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expectGone(world);
  });
});

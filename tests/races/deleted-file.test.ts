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
import { removes } from "./others.ts";

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });
const SOURCES = {
  "our own message": [aMoveMessage()],
  "the notification and our own message": [NOTIFICATION, aMoveMessage()],
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

it("the loops below go over every call of a move", () => {
  expect(cases.map(({ calls }) => calls.length)).toEqual([5, 6]);
});

describe.each(cases)("a file moved by $source", ({ bodies, calls }) => {
  const steps = calls.flatMap((name, at) => [
    { name, at, when: "before" },
    { name, at, when: "after" },
  ]);

  it.each(steps)("and deleted $when call $at, $name, leaves no bytes", async ({ at, when }) => {
    const world = aWorld({ bytes: BYTES });

    const { queue } = await deliver(world, bodies, async (i, _, call) => {
      if (i === at && when === "before") await removes(world);
      const answer = await call();
      if (i === at && when === "after") await removes(world);
      return answer;
    });

    expectGone(world);
    expect(queue.dead).toEqual([]);
  });

  const deaths = steps.flatMap((step) =>
    calls.flatMap((died, diedAt) =>
      diedAt < step.at
        ? []
        : [
            { ...step, died, diedAt, effect: false },
            { ...step, died, diedAt, effect: true },
          ],
    ),
  );

  it.each(
    deaths,
  )("deleted $when call $at and its mover killed at call $diedAt, $died (effect: $effect), leaves none in the end", async ({
    at,
    when,
    diedAt,
    effect,
  }) => {
    const world = aWorld({ bytes: BYTES });
    let dead = false;

    const { queue } = await deliver(world, bodies, async (i, name, call) => {
      // A killed mover calls nobody; the next delivery is another mover.
      if (name === "files.claim") dead = false;
      if (dead) throw new Error("the mover is dead");
      if (i === at && when === "before") await removes(world);
      const dies = i === diedAt;
      const answer = !dies || effect ? await call() : undefined;
      if (i === at && when === "after") await removes(world);
      if (!dies) return answer;
      dead = true;
      throw new Error(`${name} was cut off`);
    });

    expectGone(world);
    expect(queue.dead).toEqual([]);
  });
});

it("any deliveries and a delete, interleaved call by call, leave no bytes", () =>
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
          await scheduler.schedule(Promise.resolve(), "a lease runs out");
          world.time.pass(200);
        });
        const deletion = scheduler.schedule(Promise.resolve(), "delete").then(() => removes(world));

        await scheduler.waitFor(Promise.all([...runs, ...leaps, deletion]));
        world.time.pass(720);
        for (const { body, messageId } of unfinished)
          await receiveMessage(world.ports)(anSqsRecord({ body, messageId, receiveCount: 2 }), TIME_LEFT);

        expectGone(world);
      },
    ),
    { numRuns: 300 },
  ));

describe("bytes that come after the delete", () => {
  const deleted = async (file: NonNullable<Parameters<typeof aWorld>[0]>["file"] = {}) => {
    const world = aWorld({ bytes: BYTES, file });
    await removes(world);
    world.bucket.put(world.file.key_path, aJpeg("late"));
    return world;
  };

  it.each([
    ["their notification", { event: { etag: "another", sequencer: "00A1" } }],
    ["a confirmation that was under way", {}],
  ])("go with %s", async (_, said) => {
    const world = await deleted();

    await expect(moveFile(world.ports, anArrival(said), TIME_LEFT)).resolves.toBe("deleted");

    expectGone(world);
  });

  it("go again and again: a form may be sent more than once", async () => {
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
    lease_until: "2026-11-21T12:02:10.000Z",
  } as const;

  it("are left to the mover that holds the file, which sweeps as it settles", async () => {
    const world = await deleted(HELD);

    const theirs = anArrival({ message_id: "message-2" });
    await expect(moveFile(world.ports, theirs, TIME_LEFT)).resolves.toBe("deleted");
    expect(world.keys()).toEqual([world.file.key_path]);

    const ours = anArrival({ message_id: "message-1", receive_count: 2 });
    await expect(moveFile(world.ports, ours, TIME_LEFT)).resolves.toBe("deleted");
    expectGone(world);
  });

  it("go with any message once that mover's lease is over", async () => {
    const world = await deleted(HELD);
    world.time.pass(130.001);

    await moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT);

    expectGone(world);
  });

  it("have their message come back while S3 cannot delete them", async () => {
    const world = await deleted();
    let left = 2;
    const away = rightBefore(world, "storage.delete", () => {
      if (left-- > 0) throw new Error("SlowDown");
    });
    const queue = fakeQueue(world.time);
    queue.send(NOTIFICATION);
    const receive = receiveMessage({ ...away.ports, deliveries: queue });

    await queue.drain((record) => receive(record, TIME_LEFT));

    expectGone(world);
    expect(world.reported.moved).toEqual(["deleted"]);
    expect(world.reported.postponed).toEqual([10, 20]);
  });
});

describe("a mover that fails as its file is deleted", () => {
  it.each([
    ["for good", { len: 3 }],
    ["for good, its bytes gone", {}],
  ])("%s writes no error over the tombstone", async (why, file) => {
    const world = aWorld({ bytes: BYTES, file });
    const gone = why.includes("gone");
    const deletedThen = rightBefore(world, "files.save", () => {
      const record = world.record();
      if (record) world.files.table.set(record.file_id, { ...record, status: "deleted", version: 9 });
    });
    if (gone) world.bucket.objects.clear();

    await expect(moveFile(deletedThen.ports, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(world.record()).toMatchObject({ status: "deleted", version: 9 });
    expectGone(world);
  });

  it("for now is done: there is nothing to come back for", async () => {
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

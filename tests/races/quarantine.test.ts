import { describe, expect, it } from "vitest";
import { aJpeg, anOperator } from "#testing/builders.ts";
import { aMoveMessage, anArrival, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyFailure, moveWith } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";
import { rememberFinished } from "../../functions/mover/remember-finished.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { runReconciler, setStatus } from "./others.ts";

// An operator quarantines a completed file, releases it, or deletes it, while messages arrive.

const BYTES = aJpeg("bad");
const LATE = aJpeg("late");
const MINUTES = 60;

/** A completed file, whose bytes are in dest/. */
const aCompleted = (): World => {
  const world = aWorld({
    bytes: null,
    file: { status: "completed", len: BYTES.length, source_etag: etagOf(BYTES) },
  });
  world.bucket.put(world.file.dest_path, BYTES);
  return world;
};
const aQuarantined = async (): Promise<World> => {
  const world = aCompleted();
  await setStatus(world, "quarantined");
  return world;
};
const aHeld = async (): Promise<World> => {
  const world = await aQuarantined();
  await move(world);
  return world;
};
const aReleased = async (): Promise<World> => {
  const world = await aHeld();
  await setStatus(world, "completed");
  return world;
};
const move = (world: World, message_id = "message-1") =>
  moveFile(world.ports, anArrival({ message_id }), TIME_LEFT);

const inQuarantine = ({ file }: World) => [`quarantine/${file.file_id}.jpg`];
const inBoth = ({ file }: World) => [file.dest_path, `quarantine/${file.file_id}.jpg`];

const expectHeld = (world: World) => {
  expect(world.record()).toMatchObject({ status: "quarantined", quarantine_step: "held" });
  expect(world.record()).not.toHaveProperty("check_at");
  expect(world.keys()).toEqual(inQuarantine(world));
};
const expectReleased = (world: World) => {
  expect(world.record()).toMatchObject({ status: "completed" });
  expect(world.record()).not.toHaveProperty("check_at");
  expect(world.keys()).toEqual(inBoth(world));
  expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(BYTES);
};

const STEPS = [
  { step: "entering", begin: aQuarantined, expectDone: expectHeld },
  { step: "leaving", begin: aReleased, expectDone: expectReleased },
];
const cases = await Promise.all(
  STEPS.map(async (step) => ({
    ...step,
    calls: await callsOfDeliveries(await step.begin(), [aMoveMessage()]),
  })),
);

describe.each(cases)("a file that is $step", ({ begin, expectDone, calls }) => {
  it("makes a few calls", () => {
    expect(calls.length).toBeGreaterThanOrEqual(5);
  });

  it.each(everyFailure(calls))("ends there although call $at ($name) $failure", async (failure) => {
    const world = await begin();

    const { queue } = await deliver(world, [aMoveMessage()], cutOff(failure));

    expectDone(world);
    expect(queue.deadLetters).toEqual([]);
  });

  it.each(
    calls.map((name, at) => ({ name, at })),
  )("is done once if another message comes at call $at ($name)", async ({ at }) => {
    const world = await begin();

    const outcome = await moveWith(world, async (i) => {
      if (i === at) await move(world, "message-2").catch(() => {});
    }).catch((thrown: unknown) => thrown);

    // The two meet only before the lease. Then one of them is retried.
    if (outcome instanceof Error) await move(world);
    expectDone(world);
  });

  it.each(
    calls.map((name, at) => ({ name, at })),
  )("has no bytes anywhere if an operator deletes it at call $at ($name)", async ({ at }) => {
    const world = await begin();
    const remove = removeFile({
      files: world.files,
      storage: world.bucket,
      clock: world.time.clock,
      leftBehind: (_, cause) => {
        throw cause;
      },
    });

    await moveWith(world, async (i) => {
      if (i === at) await remove({ file_id: world.file.file_id }, anOperator());
    }).catch(() => {});

    expect(world.record()).toMatchObject({ status: "deleted" });
    expect(world.keys()).toEqual([]);
  });

  it("is queued by the reconciler if its message is lost", async () => {
    const world = await begin();
    world.sent.length = 0;

    await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");
    world.time.pass(16 * MINUTES);
    await expect(runReconciler(world)).resolves.toBe("requeued");

    expect(world.sent).toHaveLength(1);
    await move(world);
    expectDone(world);
  });

  it("is left alone by the reconciler while a mover holds it", async () => {
    const world = await begin();

    const outcomes: unknown[] = [];
    await moveWith(world, async (i) => {
      if (i === calls.length - 1) outcomes.push(await runReconciler(world));
    });

    expect(outcomes).toEqual(["changed-meanwhile"]);
    expectDone(world);
  });
});

describe("a late POST", () => {
  const event = anS3Event({ eTag: etagOf(LATE).replaceAll('"', ""), sequencer: "00FF" });

  it.each([
    ["entering", aQuarantined],
    ["held", aHeld],
    ["leaving", aReleased],
  ] as const)("for a file that is %s is deleted, and disturbs neither the record nor the bytes", async (_, begin) => {
    const world = await begin();
    const [record, keys] = [world.record(), world.keys()];
    world.bucket.put(world.file.key_path, LATE);

    await deliver(world, [event]);

    expect(world.record()).toEqual(record);
    expect(world.keys()).toEqual(keys);
    expect(world.reported.moved).toEqual(expect.arrayContaining(["late-post-removed"]));
  });

  it("and a late confirmation's message never move a quarantined file back", async () => {
    const world = await aHeld();
    world.bucket.put(world.file.key_path, LATE);

    await deliver(world, [aMoveMessage(), aMoveMessage()]);

    expect(world.record()).toMatchObject({ status: "quarantined", quarantine_step: "held" });
    expect(world.keys()).toContain(`quarantine/${world.file.file_id}.jpg`);
    expect(world.keys()).not.toContain(world.file.dest_path);
  });
});

describe("a second quarantine", () => {
  it("after a release takes the bytes away again", async () => {
    const world = await aReleased();
    await move(world);
    await setStatus(world, "quarantined");

    await move(world);

    expectHeld(world);
  });

  it("revokes a release that no mover has begun", async () => {
    const world = await aReleased();
    await setStatus(world, "quarantined");

    await move(world);

    expectHeld(world);
  });

  it("whose clock passes the lease of a release: the copy that comes back goes again", async () => {
    const world = await aReleased();

    const outcome = await moveWith(world, async (_, name) => {
      if (name === "storage.copyObject") await setStatus(world, "quarantined", 5 * MINUTES);
    });

    expect(outcome).toBe("superseded");
    expect(world.keys()).toEqual(inQuarantine(world));
    await move(world);
    expectHeld(world);
  });
});

describe("a mover that is late by more than its lease, because clocks differ", () => {
  it("may delete from dest/ what a release brought back, but never the last copy", async () => {
    const world = await aQuarantined();

    const outcome = await moveWith(world, async (_, name) => {
      if (name !== "storage.delete") return;
      world.time.pass(10 * MINUTES);
      await move(world, "message-2");
      await setStatus(world, "completed");
      await move(world, "message-3");
    });

    expect(outcome).toBe("superseded");
    expect(world.record()).toMatchObject({ status: "completed" });
    expect(world.keys()).toEqual(inQuarantine(world));

    // The operator's repair.
    await setStatus(world, "quarantined");
    await move(world);
    await setStatus(world, "completed");
    await move(world);
    expectReleased(world);
  });
});

it("a mover that remembers the completed file from an event still quarantines it", async () => {
  const world = aWorld({
    bytes: LATE,
    file: { status: "completed", len: BYTES.length, source_etag: etagOf(BYTES), sequencer: "0FFF" },
  });
  world.bucket.put(world.file.dest_path, BYTES);
  const filesOfEvents = rememberFinished(world.files, world.time.clock);
  const receive = receiveMessage({ ...world.ports, filesOfEvents });
  const event = anS3Event({ eTag: etagOf(LATE).replaceAll('"', ""), sequencer: "1000" });

  await receive(anSqsRecord({ body: event }), TIME_LEFT);
  await setStatus(world, "quarantined");
  await receive(anSqsRecord({ body: aMoveMessage(world.file), messageId: "message-2" }), TIME_LEFT);

  expectHeld(world);
});

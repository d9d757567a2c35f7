import { describe, expect, inject, test } from "vitest";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import { CONTINUED, IN_PARTS, SINGLE } from "./scenes/moves.ts";
import { RECONCILED, RUN_TIME } from "./scenes/reconciler.ts";
import { CONFIRMED, REMOVED } from "./scenes/routes.ts";
import { play, record, type Scene } from "./scenes/scene.ts";
import type { Call } from "./world/call.ts";
import { aFunction } from "./world/crash.ts";
import { deliver, oneInvocation } from "./world/deliver.ts";
import { downFrom, failsOnce } from "./world/disturb.ts";
import { FAULTS } from "./world/faults.ts";
import { expectInOrder } from "./world/in-order.ts";
import { seeded } from "./world/random.ts";
import { expectTruth } from "./world/truth.ts";
import { inAWorld } from "./world/world.ts";

// Promise 6, behind the API: while S3, DynamoDB or SQS is down, no record is wrong. When the service is up again,
// the work is done. The responses to callers: unavailable-to-callers.test.ts.

const points = (calls: readonly Call[]) => calls.map((call, at) => ({ call, at, name: call.name }));

/** The calls of the first invocation of a scene. */
const firstInvocation = (scene: Scene, time = TIME_LEFT): Promise<readonly Call[]> =>
  inAWorld(async (world) => {
    await scene.set(world);
    const process = world.process();
    await oneInvocation(world, { process, time });
    return process.made;
  });

const moves = await Promise.all(
  [
    { scene: SINGLE, time: () => TIME_LEFT },
    { scene: IN_PARTS, time: () => TIME_LEFT },
    { scene: CONTINUED, time: () => timeFor(1) },
  ].map(async ({ scene, time }) => ({
    name: scene.name,
    scene,
    time,
    calls: await firstInvocation(scene, time()),
  })),
);

describe.concurrent.each(moves)("$name", ({ scene, time, calls }) => {
  test.each(points(calls))("is moved in the end if a service goes down at call $at ($name)", ({ call }) =>
    inAWorld(async (world) => {
      const { fates } = await scene.set(world);
      const process = world.process(downFrom(call));
      await oneInvocation(world, { process, time: time() });

      expect(process.made.map(({ name }) => name)).toContain(call.name);
      await expectTruth(world);
      await deliver(world);
      await expectInOrder(world, fates);
    }));
});

const run = await record(RECONCILED);

describe.concurrent("a run of the reconciler", () => {
  test.each(points(run))("leaves the work to the next run if a service goes down at call $at ($name)", ({
    call,
  }) =>
    inAWorld(async (world) => {
      const { act, fates } = await RECONCILED.set(world);
      const failing = world.process(downFrom(call));
      const failed = await failing.reconcile(RUN_TIME).then(
        (tally) => tally.failed,
        () => 1,
      );

      expect(failed).toBeGreaterThan(0);
      await expectTruth(world);
      await act(aFunction(world));
      await expectInOrder(world, fates);
    }));
});

const random = seeded(inject("chaosSeed"), "fails once");
const scenes = await Promise.all(
  [SINGLE, IN_PARTS, CONFIRMED, REMOVED, RECONCILED].map(async (scene) => ({
    name: scene.name,
    scene,
    faults: points(await record(scene)).map((point) => ({
      ...point,
      fault: random.one(FAULTS[point.call.service]),
    })),
  })),
);

describe.concurrent.each(scenes)("$name", ({ scene, faults }) => {
  test.each(faults)("is done although call $at ($name) fails once", ({ call, fault }) =>
    inAWorld(async (world) => {
      const { fates } = await play(scene, world, () => failsOnce(call.name, fault));
      // The upload was begun, but its response was lost: the gap of docs/decisions.md.
      await expectInOrder(world, fates, { uploads: call.operation === "CreateMultipartUpload" ? 1 : 0 });
    }));
});

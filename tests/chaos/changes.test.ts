import { describe, expect, inject, test } from "vitest";
import { aStream } from "../../functions/status-events/testing/lives.ts";
import {
  CHANGES,
  changesIn,
  deliverInTurns,
  expectPosted,
  expectPublished,
  playChanges,
  readStream,
  settleDeliveries,
} from "./scenes/changes.ts";
import { pointsOf } from "./scenes/scene.ts";
import type { Call } from "./world/call.ts";
import { withChanges } from "./world/changes.ts";
import { dieAt } from "./world/crash.ts";
import { downFrom, failsOnce } from "./world/disturb.ts";
import { FAULTS, randomFaults } from "./world/faults.ts";
import { undisturbed } from "./world/plan.ts";
import { seeded } from "./world/random.ts";

// Events and webhooks: each change of a file comes at least once, none is invented, and a duplicate has the id of the first one,
// also if the functions are killed, or a service fails, at any call.

const random = seeded(inject("chaosSeed"), "changes");
const scenes = await Promise.all(
  CHANGES.map(async (scene) => {
    const { made } = await playChanges(scene, undisturbed);
    return {
      name: scene.name,
      scene,
      points: pointsOf(made),
      calls: made.map((call) => ({ call, name: call.name, fault: random.one(FAULTS[call.service]) })),
    };
  }),
);

/** The calls are those of the first process, up to its death. */
const namesOf = (calls: readonly Call[]) => calls.map(({ name }) => name);

describe.concurrent.each(scenes)("$name", ({ scene, points, calls }) => {
  test.each(points)("ends as expected if it is killed $when call $at ($name)", async ({ name, when }) => {
    expect((await playChanges(scene, dieAt(name, when))).hasDied()).toBe(true);
  });

  test.each(calls)("ends as expected although $name fails once", async ({ call, fault }) => {
    const { made } = await playChanges(scene, failsOnce(call.name, fault));
    expect(namesOf(made)).toContain(call.name);
  });

  test.each(calls)("ends as expected if a service is down from $name on", ({ call }) =>
    withChanges(scene.receiver, async (world) => {
      await scene.set(world);
      const failing = world.process(downFrom(call));
      const recovered = world.process();
      // The service is up again as soon as an invocation has met the fault.
      const isDown = () => !namesOf(failing.made).includes(call.name);
      const invoked = { current: () => (isDown() ? failing : recovered), hasDied: () => false };
      await scene.act(world, invoked);
      await scene.check(world);
      expect(namesOf(failing.made)).toContain(call.name);
    }));
});

/** The share of all attempts: the SDK's retries run out sometimes. */
const SHARE_OF_FAULTS = 0.2;

/** Then all services are up again. */
const TURNS_WITH_FAULTS = 3;

test(`${inject("chaosFiles")} changes to a bus and to a webhook, while services fail`, () => {
  const seed = inject("chaosSeed");
  const { next } = seeded(seed, "many changes");
  const { records } = aStream(next, inject("chaosFiles"));
  const respond = () => (next() < 0.1 ? { status: 503, response: "" } : { status: 204, response: "" });
  return withChanges(respond, async (world) => {
    await world.subscribe("receiver");
    const faults = randomFaults(seed, SHARE_OF_FAULTS);
    const process = world.process(faults.plan);
    const invoked = { current: () => process, hasDied: () => false };

    await readStream(records, invoked, "publish");
    await readStream(records, invoked, "fanOut");
    await deliverInTurns(world, invoked, TURNS_WITH_FAULTS);
    faults.stop();
    await settleDeliveries(world, invoked);

    const changes = changesIn(records);
    const events = await world.published();
    console.log(
      `${changes.length} changes, ${events.length} events, ${world.posted.length} webhooks, ${process.made.length} attempts, ${faults.hit.length} faults`,
    );
    expect(faults.hit.length).toBeGreaterThan(changes.length / 10);
    expectPublished(events, changes);
    expectPosted(world, "receiver", changes);
    const states = (await world.deliveries()).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["delivered"]));
  });
}, 600_000);

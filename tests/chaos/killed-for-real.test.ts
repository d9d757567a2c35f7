import { describe, expect, inject, test } from "vitest";
import { aKilledFunction } from "./child/a-child.ts";
import { IN_PARTS, SINGLE } from "./scenes/moves.ts";
import { RECONCILED } from "./scenes/reconciler.ts";
import { CONFIRMED, REMOVED } from "./scenes/routes.ts";
import type { Scene } from "./scenes/scene.ts";
import { expectInOrder } from "./world/in-order.ts";
import { seeded } from "./world/random.ts";
import type { World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promise 1 again, without injected faults: each real handler runs in a process of its own, and SIGKILL ends that
// process at a sample of its calls.

const SAMPLES: [Scene, number][] = [
  [SINGLE, 3],
  [IN_PARTS, 3],
  [CONFIRMED, 2],
  [REMOVED, 2],
  [RECONCILED, 3],
];

/** A child process has the machine's clock. So the scene begins two hours ago, and every object in temp/ is old. */
const inThePast = <T>(work: (world: World) => Promise<T>): Promise<T> =>
  inAWorld(work, { secondsAgo: 2 * 3600, leftoverAgeSeconds: 0 });

const random = seeded(inject("chaosSeed"), "killed for real");

const scenes = await Promise.all(
  SAMPLES.map(async ([scene, samples]) => {
    const calls = await inThePast(async (world) => {
      const { act } = await scene.set(world);
      const invoked = aKilledFunction(world);
      await act(invoked);
      return invoked.calls;
    });
    const points = calls.flatMap((call, at) =>
      (["before", "after"] as const).map((when) => ({ call, at, when })),
    );
    return { name: scene.name, scene, calls, points: random.shuffled(points).slice(0, samples) };
  }),
);

describe.each(scenes)("$name", ({ scene, calls, points }) => {
  test.each(points)("ends as expected if it is killed $when request $at ($call)", ({ at, when }) =>
    inThePast(async (world) => {
      const { act, fates } = await scene.set(world);
      const invoked = aKilledFunction(world, { at, when });
      await act(invoked);

      expect(invoked.hasDied()).toBe(true);
      // The one gap, as in killed-at-any-call.test.ts.
      const begun = when === "after" ? calls[at] : calls[at - 1];
      await expectInOrder(world, fates, { uploads: begun === "CreateMultipartUpload" ? 1 : 0 });
    }));
});

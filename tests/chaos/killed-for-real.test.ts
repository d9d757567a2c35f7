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

// Promise 1 once more, with nothing injected: the handlers themselves, each in a process of its own that is ended
// by SIGKILL, at a sample of their calls.

const SAMPLES: [Scene, number][] = [
  [SINGLE, 3],
  [IN_PARTS, 3],
  [CONFIRMED, 2],
  [REMOVED, 2],
  [RECONCILED, 3],
];

/** A process of its own has the machine's clock: the story began long ago, and whatever lies in temp/ is old. */
const inThePast = <T>(work: (world: World) => Promise<T>): Promise<T> =>
  inAWorld(work, { secondsAgo: 2 * 3600, leftoverAgeSeconds: 0 });

const random = seeded(inject("chaosSeed"), "killed for real");

const stories = await Promise.all(
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

describe.each(stories)("$name", ({ scene, calls, points }) => {
  test.each(points)("killed $when request $at, $call", ({ at, when }) =>
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

import type { Call } from "../world/call.ts";
import { aFunction, type TestFunction } from "../world/crash.ts";
import type { TestFile } from "../world/files.ts";
import type { Fate, Remains } from "../world/in-order.ts";
import { both, type Plan, undisturbed } from "../world/plan.ts";
import type { World } from "../world/types.ts";
import { inAWorld } from "../world/world.ts";

/** Work that is done to its end, also if the process that does it is killed. */
export type Act = (invoked: TestFunction) => Promise<void>;

export type Stage = { act: Act; fates: Fate[]; remains?: Remains };

/** A test scene with one or more files. It runs many times, each time with a fault in another place. */
export type Scene = {
  name: string;
  /** Prepares the scene in a new world. */
  set(world: World): Promise<Stage>;
  /** The faults that belong to the scene itself. */
  plan?: () => Plan;
};

/** Returns every attempt that the scene makes if it is undisturbed. */
export const record = (scene: Scene): Promise<readonly Call[]> =>
  inAWorld(async (world) => {
    const { act } = await scene.set(world);
    const invoked = aFunction(world, scene.plan?.());
    await act(invoked);
    return invoked.made;
  });

/** Runs the scene to its end, with a plan around its own plan. The plan may depend on the scene's files. */
export const play = async (
  scene: Scene,
  world: World,
  planOf: (stage: Stage) => Plan,
): Promise<Stage & { invoked: TestFunction }> => {
  const stage = await scene.set(world);
  const invoked = aFunction(world, both(planOf(stage), scene.plan?.() ?? undisturbed));
  await stage.act(invoked);
  return { ...stage, invoked };
};

/** The file of a scene with one file. */
export const fileOf = ({ fates: [fate, ...more] }: Stage): TestFile => {
  if (!fate || more.length > 0) throw new Error("the scene has not exactly one file");
  return fate.file;
};

/** The points before and after each call of the first process of a scene. */
export const pointsOf = (calls: readonly Call[]) =>
  calls.flatMap(({ name }, at) => (["before", "after"] as const).map((when) => ({ at, name, when })));

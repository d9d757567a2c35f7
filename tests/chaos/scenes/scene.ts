import type { Call } from "../world/call.ts";
import { aFunction, type TestFunction } from "../world/crash.ts";
import type { TestFile } from "../world/files.ts";
import type { Fate, Remains } from "../world/in-order.ts";
import { both, type Plan, undisturbed } from "../world/plan.ts";
import type { World } from "../world/types.ts";
import { inAWorld } from "../world/world.ts";

/** Something that is done, to its end, whatever happens to the process that does it. */
export type Act = (invoked: TestFunction) => Promise<void>;

export type Stage = { act: Act; fates: Fate[]; remains?: Remains };

/** One story of a file or more, told again and again with something going wrong in another place. */
export type Scene = {
  name: string;
  /** Sets the stage in a new world. */
  set(world: World): Promise<Stage>;
  /** What goes wrong in this story besides. */
  plan?: () => Plan;
};

/** Every attempt that the story makes when nothing disturbs it. */
export const record = (scene: Scene): Promise<readonly Call[]> =>
  inAWorld(async (world) => {
    const { act } = await scene.set(world);
    const invoked = aFunction(world, scene.plan?.());
    await act(invoked);
    return invoked.made;
  });

/** Plays the story to its end with something around its own plan, which may depend on who is in it. */
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

/** The one file of a story that has no other. */
export const fileOf = ({ fates: [fate, ...more] }: Stage): TestFile => {
  if (!fate || more.length > 0) throw new Error("not a story of one file");
  return fate.file;
};

/** Each call of the first process of a story, and either side of it. */
export const pointsOf = (calls: readonly Call[]) =>
  calls.flatMap(({ name }, at) => (["before", "after"] as const).map((when) => ({ at, name, when })));

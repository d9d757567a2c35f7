import { moveFile } from "../move-file.ts";
import type { TimeLeft } from "../ports.ts";
import { type Around, aroundCalls } from "./around-calls.ts";
import { anArrival } from "./builders.ts";
import { deliver } from "./deliver.ts";
import { aWorld, type World } from "./ports.ts";
import { TIME_LEFT } from "./time-left.ts";

/** As one copy, or in three parts: the bytes of `aJpeg()` are 18. */
export const WAYS = {
  "one copy": { thresholdBytes: 1000, partBytes: 100 },
  "a copy in parts": { thresholdBytes: 5, partBytes: 7 },
};

/** How a call can go wrong: before or after it took effect; the mover living on to tell it, or not. */
const ENDS: Record<string, { effect: boolean; dies: boolean }> = {
  "fails without effect": { effect: false, dies: false },
  "takes effect, and its answer is lost": { effect: true, dies: false },
  "finds the mover killed before": { effect: false, dies: true },
  "finds the mover killed after": { effect: true, dies: true },
};

/** Each of these calls with each of its ends, for `cutOff`. */
export const everyEnd = (calls: readonly string[]) =>
  calls.flatMap((name, at) => Object.entries(ENDS).map(([end, how]) => ({ name, at, end, ...how })));

/** For `deliver`: call `at` goes wrong so. */
export const cutOff = ({ at, effect, dies }: { at: number; effect: boolean; dies: boolean }) => {
  let dead = false;
  return async (i: number, ...[name, call]: Parameters<Around>) => {
    // A killed mover calls nobody; the next delivery is another mover.
    if (name === "files.claim") dead = false;
    if (dead) throw new Error("the mover is dead");
    if (i !== at) return call();
    if (effect) await call();
    dead = dies;
    throw new Error(`${name} was cut off`);
  };
};

/** Moves the file of a world by message-1, with `before` run ahead of each call. */
export const moveWith = (world: World, before: (index: number, name: string) => Promise<unknown>) => {
  let calls = 0;
  const ports = aroundCalls(world.ports, async (name, call) => {
    await before(calls++, name);
    return call();
  });
  return moveFile(ports, anArrival({ file_id: world.file.file_id }), TIME_LEFT);
};

/** The calls that an undisturbed move makes. */
export const callsOf = async (world: World): Promise<string[]> => {
  const names: string[] = [];
  await moveWith(world, async (_, name) => names.push(name));
  return names;
};

/** The calls that undisturbed deliveries of these messages make. */
export const callsOfDeliveries = async (
  world: World,
  bodies: readonly string[],
  timeOf?: () => TimeLeft,
): Promise<string[]> => {
  const names: string[] = [];
  await deliver(
    world,
    bodies,
    (_, name, call) => {
      names.push(name);
      return call();
    },
    timeOf,
  );
  return names;
};

/** Every call of a move, either way: where something may come between. */
export const EVERY_CALL = (
  await Promise.all(
    Object.entries(WAYS).map(async ([way, parts]) =>
      (await callsOf(aWorld({ parts }))).map((name, at) => ({ way, parts, name, at })),
    ),
  )
).flat();

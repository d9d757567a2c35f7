import { moveFile } from "../move-file.ts";
import type { TimeLeft } from "../ports.ts";
import { type Around, aroundCalls } from "./around-calls.ts";
import { anArrival } from "./builders.ts";
import { deliver } from "./deliver.ts";
import { aWorld, type World } from "./ports.ts";
import { TIME_LEFT } from "./time-left.ts";

/** One copy, or a copy in three parts: `aJpeg()` returns 18 bytes. */
export const COPY_MODES = {
  "one copy": { thresholdBytes: 1000, partBytes: 100 },
  "a copy in parts": { thresholdBytes: 5, partBytes: 7 },
};

/**
 * How a call can fail: before or after it takes effect (`effect`), and with the mover killed (`killed`) or not.
 * The names complete the test title "… although call 3 (files.save) …". Vitest cuts names after 40 characters.
 */
const FAILURES: Record<string, { effect: boolean; killed: boolean }> = {
  "fails without effect": { effect: false, killed: false },
  "takes effect, but its response is lost": { effect: true, killed: false },
  "is not made: the mover is killed": { effect: false, killed: true },
  "takes effect, then the mover is killed": { effect: true, killed: true },
};

/** Each of these calls with each way to fail, for `cutOff`. */
export const everyFailure = (calls: readonly string[]) =>
  calls.flatMap((name, at) =>
    Object.entries(FAILURES).map(([failure, kind]) => ({ name, at, failure, ...kind })),
  );

/** An argument `around` for `deliver`: call number `at` fails. */
export const cutOff = ({ at, effect, killed }: { at: number; effect: boolean; killed: boolean }) => {
  let dead = false;
  return async (i: number, ...[name, call]: Parameters<Around>) => {
    // A killed mover makes no more calls. The next delivery goes to another mover.
    if (name === "files.claim") dead = false;
    if (dead) throw new Error("the mover is dead");
    if (i !== at) return call();
    if (effect) await call();
    dead = killed;
    throw new Error(`${name} was cut off`);
  };
};

/** Moves the file of a world with message-1, and runs `before` ahead of each call. */
export const moveWith = (world: World, before: (index: number, name: string) => Promise<unknown>) => {
  let calls = 0;
  const ports = aroundCalls(world.ports, async (name, call) => {
    await before(calls++, name);
    return call();
  });
  return moveFile(ports, anArrival({ file_id: world.file.file_id }), TIME_LEFT);
};

/** The names of the calls that an undisturbed move makes, in order. */
export const callsOf = async (world: World): Promise<string[]> => {
  const names: string[] = [];
  await moveWith(world, async (_, name) => names.push(name));
  return names;
};

/** The names of the calls that undisturbed deliveries of these messages make, in order. */
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

/** Every call of a move, in both copy modes: another process may act before each. */
export const EVERY_CALL = (
  await Promise.all(
    Object.entries(COPY_MODES).map(async ([mode, parts]) =>
      (await callsOf(aWorld({ parts }))).map((name, at) => ({ mode, parts, name, at })),
    ),
  )
).flat();

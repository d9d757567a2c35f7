import { moveFile } from "../move-file.ts";
import { aroundCalls } from "./around-calls.ts";
import { anArrival } from "./builders.ts";
import { aWorld, TIME_LEFT, type World } from "./ports.ts";

/** As one copy, or in three parts: the bytes of `aJpeg()` are 18. */
export const WAYS = {
  "one copy": { thresholdBytes: 1000, partBytes: 100 },
  "a copy in parts": { thresholdBytes: 5, partBytes: 7 },
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
const callsOf = async (parts: World["ports"]["parts"]): Promise<string[]> => {
  const names: string[] = [];
  await moveWith(aWorld({ parts }), async (_, name) => names.push(name));
  return names;
};

/** Every call of a move, either way: where something may come between. */
export const EVERY_CALL = (
  await Promise.all(
    Object.entries(WAYS).map(async ([way, parts]) =>
      (await callsOf(parts)).map((name, at) => ({ way, parts, name, at })),
    ),
  )
).flat();

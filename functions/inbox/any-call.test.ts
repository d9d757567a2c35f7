import { describe, expect, test } from "vitest";
import { takeObject } from "./take-object.ts";
import { aroundCalls, aWorld, KEY, TIME_LEFT, type World } from "./testing/world.ts";

// Each call is found by recording, so a new call is a new test.

const TEXTS = { "one copy": "hello", "a copy in parts": "a text that is longer than twenty bytes" };

const callsOf = async (text: string): Promise<string[]> => {
  const world = aWorld();
  const names: string[] = [];
  const ports = aroundCalls(world.ports, (_, name, call) => {
    names.push(name);
    return call();
  });
  await takeObject(ports, world.write(text), TIME_LEFT);
  return names;
};

const CALLS = (
  await Promise.all(
    Object.entries(TEXTS).map(async ([mode, text]) =>
      (await callsOf(text)).map((name, at) => ({ mode, text, name, at })),
    ),
  )
).flat();

/** Takes the object until it succeeds, as the queue delivers its message. */
const takeAgain = async (world: World, object: Parameters<typeof takeObject>[1]) => {
  for (let tries = 0; tries < 10; tries++) {
    world.time.pass(30);
    const outcome = await takeObject(world.ports, object, TIME_LEFT).catch(() => undefined);
    if (outcome && outcome.outcome !== "continued") return outcome.outcome;
  }
  throw new Error("the object is never taken");
};

const FAILURES = [
  { failure: "fails without effect", effect: false, killed: false },
  { failure: "takes effect, and its response is lost", effect: true, killed: false },
  { failure: "is not made: the function is killed", effect: false, killed: true },
  { failure: "takes effect, then the function is killed", effect: true, killed: true },
];

describe.each(CALLS)("although call $at ($name) of $mode", ({ text, at, name }) => {
  test.each(FAILURES)("$failure, there is one file with all bytes", async ({ effect, killed }) => {
    const world = aWorld();
    const object = world.write(text);
    let dead = false;
    const ports = aroundCalls(world.ports, async (i, _, call) => {
      if (dead) throw new Error("the function is dead");
      if (i !== at) return call();
      if (effect) await call();
      dead = killed;
      throw new Error(`${name} was cut off`);
    });
    await takeObject(ports, object, TIME_LEFT).catch(() => {});

    await takeAgain(world, object);

    expect(world.texts("")).toEqual({ [world.record().key_path]: text });
    // The gap that the lifecycle rule closes: cut off between the beginning of an upload and the write of its id.
    const isGap = name === "storage.startCopy" ? effect || killed : killed && name === "files.save";
    expect(world.bucket.uploads.size).toBeLessThanOrEqual(isGap ? 1 : 0);
  });

  test("is preceded by an overwrite, each file has one write's bytes, and the last write is taken", async () => {
    const world = aWorld();
    const other = `${text.slice(0, -1)}!`;
    const events = [world.write(text)];
    const ports = aroundCalls(world.ports, async (i, _, call) => {
      if (i === at) events.push(world.write(other));
      return call();
    });
    for (const event of events.slice(0, 1)) await takeObject(ports, event, TIME_LEFT).catch(() => {});
    // The events come again, in the wrong order.
    for (const event of events.toReversed()) await takeAgain(world, event);

    const stored = world.texts("");
    expect(Object.values(stored).filter((found) => found !== text && found !== other)).toEqual([]);
    expect(Object.values(stored)).toContain(other);
    expect(Object.keys(stored).filter((key) => key.startsWith("inbox/"))).toEqual([]);
    for (const { key_path, status } of world.files.table.values()) {
      // A file whose object was overwritten before it was copied expires.
      if (!(key_path in stored)) expect(status).toBe("pending");
    }
    expect(world.files.table.size).toBeLessThanOrEqual(2);
  });

  test("is preceded by a delete of the object, nothing is left in inbox/", async () => {
    const world = aWorld();
    const object = world.write(text);
    const ports = aroundCalls(world.ports, async (i, _, call) => {
      if (i === at) world.bucket.objects.delete(KEY);
      return call();
    });
    await takeObject(ports, object, TIME_LEFT).catch(() => {});
    await takeAgain(world, object);
    expect(Object.keys(world.texts("inbox/"))).toEqual([]);
  });
});

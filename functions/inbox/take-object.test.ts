import { entomb } from "@malote/core";
import { describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import type { InboxObject } from "./ports.ts";
import { takeObject } from "./take-object.ts";
import { aroundCalls, aWorld, KEY, TIME_LEFT, type World } from "./testing/world.ts";

const take = async (world: World, object: InboxObject, time = TIME_LEFT) =>
  (await takeObject(world.ports, object, time)).outcome;

/** The names of the calls, in order. */
const callsOf = async (world: World, object: InboxObject) => {
  const names: string[] = [];
  await takeObject(
    aroundCalls(world.ports, (_, name, call) => {
      names.push(name);
      return call();
    }),
    object,
    TIME_LEFT,
  );
  return names;
};

describe("an object", () => {
  test("is in temp/ under the key of its record, and no more in inbox/", async () => {
    const world = aWorld();
    await expect(take(world, world.write("hello"))).resolves.toBe("taken");

    expect(world.texts("")).toEqual({ [world.record().key_path]: "hello" });
    expect(world.record().status).toBe("pending");
  });

  test("takes a HEAD, a write, a copy and a delete", async () => {
    const world = aWorld();
    expect(await callsOf(world, world.write("hello"))).toEqual([
      "storage.head",
      "files.create",
      "storage.copyIn",
      "storage.deleteIfMatch",
    ]);
  });

  test("whose event comes again makes no second file, and one call", async () => {
    const world = aWorld();
    const object = world.write("hello");
    await take(world, object);
    expect(await callsOf(world, object)).toEqual(["storage.head"]);
    expect(world.files.table.size).toBe(1);
  });

  test("that was overwritten before its event came is no file: the event of the other write takes it", async () => {
    const world = aWorld();
    const first = world.write("first");
    const second = world.write("second");
    await expect(take(world, first)).resolves.toBe("gone");
    await expect(take(world, second)).resolves.toBe("taken");
    expect(world.texts("")).toEqual({ [world.record().key_path]: "second" });
  });

  test("whose events come in the wrong order is one file", async () => {
    const world = aWorld();
    const first = world.write("first");
    await take(world, world.write("second"));
    await expect(take(world, first)).resolves.toBe("gone");
    expect(world.files.table.size).toBe(1);
  });

  test("that is written again after it was taken is a second file, also with the same bytes", async () => {
    const world = aWorld();
    const first = world.write("hello");
    await take(world, first);
    world.time.pass(2);
    const second = world.write("hello");
    // The event of the first write comes again, and finds the bytes of the second one.
    await expect(take(world, first)).resolves.toBe("gone");
    await expect(take(world, second)).resolves.toBe("taken");
    expect(Object.values(world.texts(""))).toEqual(["hello", "hello"]);
  });

  test("that is empty is taken, too", async () => {
    const world = aWorld();
    await expect(take(world, world.write(""))).resolves.toBe("taken");
    expect(world.record()).toMatchObject({ len: 0, status: "pending" });
  });

  test.each([
    ["inbox/ana/a.txt", "unknown-owner"],
    [KEY.replace(/[^/]*$/, ""), "folder"],
  ])("%s stays, and makes no record", async (key, outcome) => {
    const world = aWorld();
    await expect(take(world, world.write("hello", key))).resolves.toBe(outcome);
    expect(world.texts("")).toEqual({ [key]: "hello" });
    expect(world.files.table.size).toBe(0);
  });

  test("that is refused stays, and its event changes nothing when it comes again", async () => {
    const world = aWorld();
    const object = world.write("hello", `${KEY}.exe`);
    await expect(take(world, object)).resolves.toBe("refused");
    const refused = world.record();
    world.time.pass(60);
    await expect(take(world, object)).resolves.toBe("refused");
    expect(world.texts("")).toEqual({ [object.key]: "hello" });
    expect(world.record()).toEqual(refused);
  });
});

describe("an event that comes again after it was cut off before the delete", () => {
  const cutOff = async (status: "pending" | "completed" | "error" | "expired" | "processing") => {
    const world = aWorld();
    const object = world.write("hello");
    const noDelete = aroundCalls(world.ports, async (_, name, call) => {
      if (name === "storage.deleteIfMatch") throw new Error("cut off");
      return call();
    });
    await takeObject(noDelete, object, TIME_LEFT).catch(() => {});
    const file = { ...world.record(), status };
    world.files.table.set(file.file_id, file);
    world.time.pass(60);
    return { world, object, file };
  };

  test("finds the copy of a file on its way, and deletes the object", async () => {
    const { world, object, file } = await cutOff("pending");
    expect(await callsOf(world, object)).toEqual([
      "storage.head",
      "files.create",
      "storage.head",
      "storage.deleteIfMatch",
    ]);
    expect(world.texts("")).toEqual({ [file.key_path]: "hello" });
  });

  test("does not copy the object of a completed file again", async () => {
    const { world, object, file } = await cutOff("completed");
    world.bucket.objects.delete(file.key_path);
    await expect(take(world, object)).resolves.toBe("taken");
    expect(world.texts("")).toEqual({});
  });

  test("does not bring a deleted file back", async () => {
    const { world, object, file } = await cutOff("pending");
    world.bucket.objects.delete(file.key_path);
    world.files.table.set(file.file_id, entomb(file, NOW));
    await expect(take(world, object)).resolves.toBe("taken");
    expect(world.texts("")).toEqual({});
  });

  test("leaves an object whose bytes the mover refused, once the lifecycle rule has deleted them", async () => {
    const { world, object, file } = await cutOff("error");
    world.bucket.objects.delete(file.key_path);
    await expect(take(world, object)).resolves.toBe("refused");
    expect(world.texts("")).toEqual({ [object.key]: "hello" });
  });

  test.each([
    "expired",
    "processing",
  ] as const)("copies the object of a file in %s without bytes", async (status) => {
    const { world, object, file } = await cutOff(status);
    world.bucket.objects.delete(file.key_path);
    await expect(take(world, object)).resolves.toBe("taken");
    expect(world.texts("")).toEqual({ [file.key_path]: "hello" });
  });
});

import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FakeRequest } from "../../../client/testing/fake-service.ts";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";

type World = Awaited<ReturnType<typeof aForwarder>>;

/** The names of the files in the order in which they were announced. */
const announced = ({ service }: World) => [...service.files.values()].map(({ body }) => body["file_name"]);

/** Holds back the bytes of the files whose owner is in the list, until `open` is called. */
const holdBack = ({ service }: World, owners: readonly string[]) => {
  let open = () => {};
  let holding = true;
  const opened = new Promise<void>((resolve) => {
    open = () => {
      holding = false;
      resolve();
    };
  });
  const held: string[] = [];
  const { handle } = service;
  service.handle = async function (request: FakeRequest) {
    const id = request.path.split("/").at(-1) ?? "";
    const owner = String(service.files.get(id)?.body["on_behalf_of"]);
    if (holding && request.method === "PUT" && owners.includes(owner)) {
      held.push(id);
      await opened;
    }
    return handle.call(this, request);
  };
  return { open, held };
};

const large = () => randomBytes(LARGE + 1);

test("a thousand files of one user do not hold up the one file of another", async () => {
  const world = await aForwarder();
  world.service.becomes = undefined;
  await Promise.all(Array.from({ length: 1000 }, (_, i) => world.accept({ name: `ana-${i}`, owner: "ana" })));
  world.start();
  await expect.poll(() => world.service.files.size, { interval: 2 }).toBeGreaterThan(20);
  const bob = await world.accept({ name: "bob", owner: "bob" });
  const before = world.service.files.size;
  world.forwarder.nudge();

  await world.reach(bob, "sent");

  // Those that had begun, and one more for each that ended meanwhile.
  expect(announced(world).indexOf("bob")).toBeLessThan(before + 16);
  expect(announced(world).length).toBeLessThan(1000);
});

test("one user's files are sent oldest first", async () => {
  const world = await aForwarder({ sends: 1 });
  const names = Array.from({ length: 20 }, (_, i) => `${i}`);
  for (const name of names) await world.accept({ name });

  world.start();
  await world.count("completed", 20);

  expect(announced(world)).toEqual(names);
});

test("many users take turns, and none is left out", async () => {
  const world = await aForwarder({ sends: 3 });
  const owners = Array.from({ length: 12 }, (_, i) => `user-${i}`);
  for (const owner of owners) for (let i = 0; i < 5; i++) await world.accept({ name: `${i}`, owner });

  world.start();
  await world.count("completed", 60);

  const order = [...world.service.files.values()].map(({ body }) => body["on_behalf_of"]);
  for (let round = 0; round < 60; round += 12) {
    // Sends at once overtake each other by a few.
    const turns = new Set(order.slice(Math.max(0, round - 3), round + 15));
    expect(turns.size).toBe(12);
  }
});

describe("large files", () => {
  test("are two at a time, and small ones pass them", async () => {
    const world = await aForwarder();
    const { open, held } = holdBack(world, ["ana"]);
    const larges = [];
    for (let i = 0; i < 5; i++) larges.push(await world.accept({ name: `large-${i}` }, large()));
    const small = await world.accept({ name: "small" });

    world.start();
    await world.reach(small, "completed");
    await expect.poll(() => new Set(held).size).toBe(2);

    expect(announced(world).toSorted()).toEqual(["large-0", "large-1", "small"]);
    open();
    await world.count("completed", 6);
    await world.expectOnce([...larges, small]);
  });

  test("of one user give way to that of another, and go on later with the parts that are missing", async () => {
    const world = await aForwarder();
    const { open, held } = holdBack(world, ["ana"]);
    const larges = [];
    for (let i = 0; i < 3; i++) larges.push(await world.accept({ name: `ana-${i}` }, large()));
    world.start();
    await expect.poll(() => new Set(held).size).toBe(2);

    const bob = await world.accept({ name: "bob", owner: "bob" }, large());
    world.forwarder.nudge();

    await world.reach(bob, "completed");
    expect(await world.spool.journal.counts()).toMatchObject({ waiting: { files: 3 } });
    open();
    await world.count("completed", 4);
    expect(world.counted.failed).toEqual([]);
    await world.expectOnce([...larges, bob]);
  });

  test("of two users that have had their turn give way to a third one's", async () => {
    const world = await aForwarder({ turn: 50 });
    const { open, held } = holdBack(world, ["ana", "bob"]);
    const ana = await world.accept({ name: "ana", owner: "ana" }, large());
    const bob = await world.accept({ name: "bob", owner: "bob" }, large());
    world.start();
    await expect.poll(() => new Set(held).size).toBe(2);

    const eva = await world.accept({ name: "eva", owner: "eva" }, large());

    await world.reach(eva, "completed");
    open();
    await world.count("completed", 3);
    await world.expectOnce([ana, bob, eva]);
  });
});

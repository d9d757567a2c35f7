import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type FakeRequest, problem } from "../../../client/testing/fake-service.ts";
import type { Spool } from "../spool/index.ts";
import type { Entry } from "../types/entry.ts";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";

type World = Awaited<ReturnType<typeof aForwarder>>;

const SIZE = LARGE * 2 + 10;

/** A small file and a large one. */
const two = async (world: World): Promise<Entry[]> => [
  await world.accept({ name: "small.txt" }),
  await world.accept({ name: "large.bin", owner: "bob" }, randomBytes(SIZE)),
];

/** Stops the forwarder and everything that it writes after this request, as if its process had ended. */
const dieAfter = (world: World, isLast: (request: FakeRequest) => boolean) => {
  let dead = false;
  const { handle } = world.service;
  const died = new Promise<void>((resolve) => {
    world.service.handle = async function (request: FakeRequest) {
      if (dead) return "drop";
      const response = await handle.call(this, request);
      if (!isLast(request)) return response;
      dead = true;
      resolve();
      // The response never arrives.
      return "drop";
    };
  });
  const never = new Promise<never>(() => {});
  const { spool } = world;
  const journal = new Proxy(spool.journal, {
    get: (target, name: keyof Spool["journal"]) =>
      // A write that never happens ends no wait, either.
      dead && ["sent", "failed", "park", "announced", "postpone"].includes(name)
        ? () => never
        : target[name].bind(target),
  });
  const dying = {
    journal,
    pathOf: spool.pathOf,
    complete: (id: string) => (dead ? never : spool.complete(id)),
  };
  return {
    spool: dying as unknown as Spool,
    died,
    revive: () => {
      world.service.handle = handle;
    },
  };
};

describe("a relay that ends after", () => {
  test.each<[string, (request: FakeRequest) => boolean]>([
    ["an announcement", ({ path }) => path === "/upload"],
    ["the bytes of a small file", ({ method, path }) => method === "POST" && path === "/s3/"],
    ["one part", ({ method }) => method === "PUT"],
    [
      "the confirmation of a small file",
      ({ path, body }) => path === "/confirm-upload" && !body.includes("checksum"),
    ],
    [
      "the confirmation of parts",
      ({ path, body }) => path === "/confirm-upload" && body.includes("checksum"),
    ],
    ["a status", ({ path }) => path === "/consult-status"],
  ])("%s sends each file once, under its key, when it starts again", async (_, isLast) => {
    const world = await aForwarder({ stopTimeout: 10 });
    const entries = await two(world);
    const { spool, died, revive } = dieAfter(world, isLast);
    world.start({ spool });
    await died;
    revive();

    // The first forwarder never ends, because what it waits for never comes.
    world.start();
    await world.count("completed", 2);

    await world.expectOnce(entries);
  });
});

test("a stop waits for what is under way, and the next start does the rest", async () => {
  const world = await aForwarder();
  const entries = await Promise.all(Array.from({ length: 60 }, (_, i) => world.accept({ name: `${i}` })));
  world.start();
  await expect.poll(() => world.counted.sent, { interval: 1 }).toBeGreaterThan(5);

  await world.forwarder.stop();

  const { sent, waiting, completed } = await world.spool.journal.counts();
  expect(sent.files + completed.files).toBe(world.service.files.size);
  expect(waiting.files).toBeGreaterThan(0);
  const calls = world.service.calls.length;
  await world.reopen();
  expect(world.service.calls.length).toBe(calls);
  world.start();
  await world.count("completed", 60);
  await world.expectOnce(entries);
});

test("a stop aborts what lasts too long, and the next start sends only the parts that are missing", async () => {
  const world = await aForwarder({ stopTimeout: 20 });
  const entry = await world.accept({ name: "large.bin" }, randomBytes(SIZE));
  let stuck = true;
  const { handle } = world.service;
  const parts: string[] = [];
  world.service.handle = async function (request: FakeRequest) {
    const part = request.method === "PUT" ? request.query.get("part") : undefined;
    if (stuck && part === "3") return new Promise(() => {});
    const response = await handle.call(this, request);
    if (part) parts.push(part);
    return response;
  };
  world.start();
  await expect.poll(() => parts.length).toBe(2);

  await world.forwarder.stop();

  expect(await world.spool.get(entry.id)).toMatchObject({ state: "waiting", attempts: 0 });
  expect(world.service.files.size).toBe(1);
  stuck = false;
  await world.reopen();
  world.start();
  await world.count("completed", 1);
  expect(parts.toSorted()).toEqual(["1", "2", "3"]);
  await world.expectOnce([entry]);
});

test("a journal that fails for a moment makes no second file", async () => {
  const world = await aForwarder();
  const entries = await two(world);
  const failing = new Set(["sent", "due", "following"]);
  const journal = new Proxy(world.spool.journal, {
    get: (target, name: keyof Spool["journal"]) =>
      failing.delete(name) ? () => Promise.reject(new Error("busy")) : target[name].bind(target),
  });
  const { pathOf, complete } = world.spool;

  world.start({ spool: { journal, pathOf, complete } as unknown as Spool });
  await world.count("completed", 2);

  expect(failing.size).toBe(0);
  await world.expectOnce(entries);
});

test("a file that the service has is sent, although its key is refused now, such as after an update of the relay", async () => {
  const world = await aForwarder();
  const { service } = world;
  service.becomes = undefined;
  const entry = await world.accept({ name: "small.txt" });
  // The service has accepted it, and the relay ended before its journal knew.
  const journal = new Proxy(world.spool.journal, {
    get: (target, name: keyof Spool["journal"]) =>
      name === "sent"
        ? (id: string, fileId: string) => target.announced(id, fileId)
        : target[name].bind(target),
  });
  const { pathOf, complete } = world.spool;
  world.start({ spool: { journal, pathOf, complete } as unknown as Spool });
  await expect.poll(async () => (await world.spool.get(entry.id))?.fileId).toBeDefined();
  await world.forwarder.stop();
  service.faults.push(({ path }) => (path === "/upload" ? problem(422, "idempotency-conflict") : undefined));
  service.becomes = () => ({ status: "completed" });

  world.start();

  await world.reach(entry, "completed");
  await world.expectOnce([entry]);
});

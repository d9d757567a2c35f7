import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type FakeRequest, problem, s3Error } from "../../../client/testing/fake-service.ts";
import type { Entry } from "../types/entry.ts";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";

type World = Awaited<ReturnType<typeof aForwarder>>;

const many = (world: World, count: number, owner = "ana") =>
  Promise.all(Array.from({ length: count }, (_, i) => world.accept({ name: `${owner}-${i}.txt`, owner })));

const attemptsOf = async (world: World, entries: readonly Entry[]): Promise<number[]> =>
  Promise.all(entries.map(async ({ id }) => (await world.spool.get(id))?.attempts ?? -1));

const isDown = (world: World) => expect.poll(() => world.forwarder.line).toBe("down");

const morePast = async (world: World, count: number) => {
  const before = world.service.requests.length;
  await expect.poll(() => world.service.requests.length).toBeGreaterThan(before + count);
};

/** Counts the requests at once, and the most of them. */
const atOnce = (world: World) => {
  const seen = { now: 0, most: 0 };
  const { handle } = world.service;
  world.service.handle = async function (request: FakeRequest) {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise(setImmediate);
    try {
      return await handle.call(this, request);
    } finally {
      seen.now -= 1;
    }
  };
  return seen;
};

describe.each<[string, (request: FakeRequest) => Response | "drop" | undefined]>([
  ["the line is down", () => "drop"],
  ["the API responds 503", ({ path }) => (path.startsWith("/s3") ? undefined : problem(503, "unavailable"))],
  ["S3 responds 503", ({ path }) => (path.startsWith("/s3") ? s3Error(503, "SlowDown") : undefined)],
  [
    "S3 refuses every signature",
    ({ path }) => (path.startsWith("/s3") ? s3Error(403, "AccessDenied") : undefined),
  ],
  ["a portal responds with its own page", () => new Response("<html>Sign in</html>", { status: 200 })],
  ["a proxy refuses everything", () => new Response("<html>No</html>", { status: 407 })],
])("while %s", (_, fault) => {
  test("files wait, one is tried at a time, and everything is sent once when it is over", async () => {
    const world = await aForwarder();
    const entries = await many(world, 40);
    world.service.faults.push(fault);
    world.start();
    await isDown(world);
    // What was under way then has ended.
    await morePast(world, 10);
    const seen = atOnce(world);
    await morePast(world, 10);
    const attempts = await attemptsOf(world, entries);

    expect(seen.most).toBe(1);
    // Only the first few, and the probes.
    expect(attempts.filter((count) => count === 0).length).toBeGreaterThan(5);
    expect((await world.spool.journal.counts()).waiting.files).toBe(40);
    expect(world.counted.parked).toEqual([]);

    world.service.faults.length = 0;
    await world.count("completed", 40);
    await world.expectOnce(entries);
    expect(world.forwarder.line).toBe("up");
  });
});

test("an outage is logged once, and the end of it once", async () => {
  const world = await aForwarder();
  const entries = await many(world, 20);
  world.service.faults.push(() => "drop");
  world.start();
  await expect.poll(() => world.service.requests.length).toBeGreaterThan(20);
  world.service.faults.length = 0;
  await world.count("completed", 20);
  await world.expectOnce(entries);

  expect(world.logged).toEqual([
    "warn: The service cannot be reached. Files wait, and nothing is lost.",
    "info: The service can be reached again.",
  ]);
  expect(world.counted.line).toEqual(["send down", "send up"]);
});

describe.each([
  ["401", () => problem(401, "unauthenticated")],
  ["403", () => problem(403, "forbidden")],
])("while the service responds %s to the relay", (_, refusal) => {
  test("nothing is parked, and it is reported", async () => {
    const world = await aForwarder();
    const entries = await many(world, 10);
    world.service.faults.push(({ path }) => (path.startsWith("/.well") ? undefined : refusal()));

    world.start();
    await expect.poll(() => world.service.requests.length).toBeGreaterThan(20);

    expect(world.forwarder.line).toBe("refused");
    expect(world.counted.parked).toEqual([]);
    expect(world.logged).toEqual([expect.stringContaining("error: The service refuses this relay.")]);
    world.service.faults.length = 0;
    await world.count("completed", 10);
    await world.expectOnce(entries);
  });
});

test("while the relay cannot sign in, nothing is parked", async () => {
  let signedIn = false;
  const world = await aForwarder(
    {},
    {
      token: () => {
        if (signedIn) return "token";
        throw new Error("no");
      },
    },
  );
  const entries = await many(world, 10);
  world.start();
  await expect.poll(() => world.forwarder.line).toBe("refused");

  signedIn = true;

  await world.count("completed", 10);
  await world.expectOnce(entries);
});

test("an arrival while the line is down makes the next probe soon", async () => {
  const world = await aForwarder({ probeDelay: 10, maxProbeDelay: 3_600_000 });
  const first = await many(world, 4);
  world.service.faults.push(() => "drop");
  world.start();
  await isDown(world);
  // After some probes, the next one is far away.
  await expect.poll(() => world.service.requests.length).toBeGreaterThan(5);
  world.service.faults.length = 0;
  const last = await world.accept({ name: "last.txt" });

  world.forwarder.nudge();

  await world.reach(last, "completed");
  expect(first).toHaveLength(4);
});

test("after 429 the relay sends nothing until Retry-After, and parks nothing", async () => {
  const world = await aForwarder();
  const entries = await many(world, 6);
  let refused = 0;
  world.service.faults.push(({ path }) => {
    if (path !== "/upload" || refused > 0) return undefined;
    refused = performance.now();
    const response = problem(429, "too-many-requests");
    response.headers.set("Retry-After", "1");
    return response;
  });

  world.start();
  await expect.poll(() => world.forwarder.line).toBe("down");
  world.forwarder.nudge();
  await expect.poll(() => world.forwarder.line).toBe("up");

  expect(performance.now() - refused).toBeGreaterThanOrEqual(990);
  await world.count("completed", 6);
  await world.expectOnce(entries);
});

test("one file that fails again and again holds up no other, and is sent when it no longer fails", async () => {
  const world = await aForwarder();
  const poisoned = await world.accept({ name: "poison.txt" });
  let bad = true;
  world.service.faults.push(({ path, body }) =>
    bad && path === "/upload" && body.includes("poison.txt") ? problem(500, "internal-error") : undefined,
  );
  world.start();
  const others: Entry[] = [];
  for (let i = 0; i < 5; i++) {
    const entry = await world.accept({ name: `${i}.txt`, owner: "ana" });
    world.forwarder.nudge();
    await world.reach(entry, "completed");
    others.push(entry);
  }

  expect(await world.stateOf(poisoned)).toBe("waiting");
  bad = false;
  await world.reach(poisoned, "completed");
  await world.expectOnce([poisoned, ...others]);
});

test("every response is lost once: each file is there once", async () => {
  const world = await aForwarder();
  const entries = [
    ...(await many(world, 20)),
    await world.accept({ name: "large.bin" }, randomBytes(LARGE + 1)),
  ];
  const lost = new Set<string>();
  world.service.faults.push((request) => {
    const { method, path, query, body } = request;
    const name = `${method} ${path} ${query} ${method === "GET" || path.startsWith("/s3") ? "" : body}`;
    // A form has another boundary each time: its key tells which file it is.
    const form = /temp\/[\w-]+/.exec(path === "/s3/" ? body.toString("latin1") : "")?.[0] ?? "";
    if (lost.has(name + form)) return undefined;
    lost.add(name + form);
    return "drop-response";
  });

  world.start();
  await world.count("completed", entries.length);

  await world.expectOnce(entries);
  expect(lost.size).toBeGreaterThan(60);
});

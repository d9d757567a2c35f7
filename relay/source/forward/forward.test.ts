import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";

describe("a file that waits", () => {
  test("is sent under its owner's name, completed, and its copy is deleted", async () => {
    const world = await aForwarder();
    const entry = await world.accept({
      name: "lisbon.jpg",
      owner: "ana",
      type: "image/jpeg",
      path: "trips/2026",
      tags: { album: "summer" },
    });

    world.start();
    const completed = await world.reach(entry, "completed");

    const [file] = world.service.filesOf("ana");
    expect(file?.body).toMatchObject({
      file_name: "lisbon.jpg",
      type: "image/jpeg",
      len: 10,
      path: "trips/2026",
      tags: { album: "summer" },
      on_behalf_of: "ana",
      checksum: { algorithm: "CRC32", value: entry.crc32 },
    });
    expect(file?.bytes?.toString()).toBe("lisbon.jpg");
    expect(completed.fileId).toBe(file?.file_id);
    await world.expectOnce([entry]);
    expect(world.counted).toMatchObject({ sent: 1, completed: 1, failed: [], parked: [] });
  });

  test("is sent in parts if it is large, and completed with its checksum", async () => {
    const world = await aForwarder();
    const bytes = randomBytes(LARGE + 4321);
    const entry = await world.accept({ name: "film.mp4" }, bytes);

    world.start();
    await world.reach(entry, "completed");

    expect(world.service.calls.filter((call) => call === "PUT /s3")).toHaveLength(2);
    expect(world.service.filesOf("ana")[0]?.bytes?.equals(bytes)).toBe(true);
    await world.expectOnce([entry]);
  });

  test("may be empty", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "empty.txt" }, new Uint8Array());

    world.start();
    await world.reach(entry, "completed");

    expect(world.service.filesOf("ana")[0]?.bytes).toHaveLength(0);
  });

  test("keeps its copy on this disk until the service has completed it", async () => {
    const world = await aForwarder();
    const { service } = world;
    service.becomes = undefined;
    const entry = await world.accept({ name: "a.txt" });

    world.start();
    const sent = await world.reach(entry, "sent");
    await expect.poll(() => service.count("GET", "/consult-status")).toBeGreaterThan(3);

    expect(world.hasCopy(entry)).toBe(true);
    expect(sent.fileId).toBe(service.filesOf("ana")[0]?.file_id);
    service.becomes = () => ({ status: "completed" });
    await world.reach(entry, "completed");
    // The journal says so first, and then the copy is deleted.
    await expect.poll(() => world.hasCopy(entry)).toBe(false);
  });

  test("is found without a nudge, and at once with one", async () => {
    const world = await aForwarder({ poll: 3_600_000 });
    world.service.becomes = undefined;
    const first = await world.accept({ name: "first.txt" });
    world.start();
    await world.reach(first, "sent");
    const second = await world.accept({ name: "second.txt" });

    world.forwarder.nudge();

    await world.reach(second, "sent");
  });
});

test("statuses are read in batches of fifty", async () => {
  const world = await aForwarder();
  world.service.becomes = undefined;
  const entries = await Promise.all(
    Array.from({ length: 120 }, (_, i) => world.accept({ name: `${i}.txt` })),
  );
  world.start();
  await world.count("sent", 120);
  await world.forwarder.stop();
  world.service.requests.length = 0;
  world.service.becomes = () => ({ status: "completed" });

  world.start();
  await world.count("completed", 120);

  await world.expectOnce(entries);
  expect(world.service.calls.length).toBeLessThanOrEqual(6);
});

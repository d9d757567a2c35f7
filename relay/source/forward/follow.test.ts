import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { problem } from "../../../client/testing/fake-service.ts";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";
import type { Judged } from "./testing/relay-service.ts";

describe("a sent file that the service", () => {
  test.each<[string, Partial<Judged>, { code: string; message?: string }]>([
    [
      "refuses for good",
      { status: "error", error_code: "type-differs", retryable: false, details: "It is no image." },
      { code: "type-differs", message: "It is no image." },
    ],
    ["refuses without a reason", { status: "error" }, { code: "file-failed" }],
    ["has in quarantine", { status: "quarantined" }, { code: "quarantined" }],
    [
      "completes with another checksum",
      { status: "completed", verified: { algorithm: "CRC32", value: "AAAAAA==", declared: false } },
      { code: "checksum-differs", message: expect.stringContaining("AAAAAA==") },
    ],
  ])("%s is parked, keeps its copy, and blocks nothing else", async (_, judged, reason) => {
    const world = await aForwarder();
    world.service.becomes = ({ body }) =>
      body["file_name"] === "bad.jpg" ? judged : { status: "completed" };
    const bad = await world.accept({ name: "bad.jpg" });
    const good = await world.accept({ name: "good.jpg" });

    world.start();
    const parked = await world.reach(bad, "parked");
    await world.reach(good, "completed");
    await world.forwarder.stop();

    expect(parked.reason).toMatchObject(reason);
    expect(parked.fileId).toBeDefined();
    expect(world.hasCopy(bad)).toBe(true);
    expect(world.service.files.size).toBe(2);
    expect(world.counted).toMatchObject({ completed: 1, parked: [reason.code] });
  });

  test.each<[string, Partial<Judged>]>([
    ["another algorithm", { verified: { algorithm: "CRC64NVME", value: "AAAAAAAAAAA=", declared: false } }],
    ["no checksum at all", { verified: undefined as never }],
  ])("completes with %s is completed: it compared the announced CRC-32 itself", async (_, judged) => {
    const world = await aForwarder();
    world.service.becomes = () => ({ status: "completed", ...judged });
    const entry = await world.accept({ name: "a.jpg" });

    world.start();

    await world.reach(entry, "completed");
    await world.expectOnce([entry]);
  });

  test("deletes meanwhile, for its owner, is parked, and its copy stays until an operator decides", async () => {
    const world = await aForwarder();
    world.service.becomes = undefined;
    const entry = await world.accept({ name: "a.jpg" });
    world.start();
    await world.reach(entry, "sent");

    world.service.files.clear();

    const parked = await world.reach(entry, "parked");
    expect(parked.reason?.code).toBe("file-not-found");
    expect(world.hasCopy(entry)).toBe(true);
  });

  test("let expire is announced again under its key, and is there once", async () => {
    const world = await aForwarder();
    const { service } = world;
    let expire = true;
    service.becomes = (file) => {
      if (!expire) return { status: "completed" };
      expire = false;
      delete file.bytes;
      return { status: "expired" };
    };
    const entry = await world.accept({ name: "a.jpg" });

    world.start();
    await world.reach(entry, "completed");

    expect(service.count("POST", "/upload")).toBe(2);
    expect(world.counted.failed).toEqual(["upload-expired"]);
    await world.expectOnce([entry]);
  });

  test("let expire on its way, in parts, is announced again under its key", async () => {
    const world = await aForwarder();
    const { service } = world;
    const entry = await world.accept({ name: "film.mp4" }, randomBytes(LARGE + 10));
    let expired = false;
    service.faults.push(({ path }) => {
      if (path !== "/confirm-upload" || expired) return undefined;
      expired = true;
      for (const file of service.files.values()) file.status = "expired";
      return problem(410, "upload-expired");
    });

    world.start();
    await world.reach(entry, "completed");

    expect(expired).toBe(true);
    await world.expectOnce([entry]);
  });

  test("has in error for a time is waited for", async () => {
    const world = await aForwarder();
    const { service } = world;
    service.becomes = () => ({ status: "error", error_code: "not-moved", retryable: true });
    const entry = await world.accept({ name: "a.jpg" });
    world.start();
    await world.reach(entry, "sent");
    const asked = service.count("GET", "/consult-status");
    await expect.poll(() => service.count("GET", "/consult-status")).toBeGreaterThan(asked + 3);
    expect(await world.stateOf(entry)).toBe("sent");

    // Its operator lets it be moved again.
    service.becomes = () => ({ status: "completed" });
    for (const file of service.files.values()) file.status = "processing";

    await world.reach(entry, "completed");
    expect(service.count("POST", "/upload")).toBe(1);
    await world.expectOnce([entry]);
  });

  test("has in error for too long is parked", async () => {
    const world = await aForwarder({ patience: 40 });
    world.service.becomes = () => ({ status: "error", error_code: "not-moved", retryable: true });
    const entry = await world.accept({ name: "a.jpg" });

    world.start();

    expect((await world.reach(entry, "parked")).reason?.code).toBe("not-moved");
    expect(world.hasCopy(entry)).toBe(true);
  });

  test("lacks parts of gets them again, under the same key", async () => {
    const world = await aForwarder();
    const { service } = world;
    let lost = false;
    service.becomes = (file) => {
      if (lost) return { status: "completed" };
      lost = true;
      file.parts.delete(2);
      return { status: "error", error_code: "parts-differ", retryable: true };
    };
    const entry = await world.accept({ name: "film.mp4" }, randomBytes(LARGE + 10));

    world.start();
    await world.reach(entry, "completed");

    const parts = service.requests
      .filter(({ method }) => method === "PUT")
      .map(({ query }) => query.get("part"));
    expect(parts.toSorted()).toEqual(["1", "2", "2"]);
    await world.expectOnce([entry]);
  });

  test("lacks parts of again and again is parked", async () => {
    const world = await aForwarder({ strikes: 3 });
    world.service.becomes = () => ({ status: "error", error_code: "parts-differ", retryable: true });
    const entry = await world.accept({ name: "film.mp4" }, randomBytes(LARGE + 10));

    world.start();

    expect((await world.reach(entry, "parked")).reason?.code).toBe("parts-differ");
    expect(world.counted.sent).toBe(3);
    expect(world.service.files.size).toBe(1);
  });
});

test("what is followed while the line is down stays sent, and is completed when it is back", async () => {
  const world = await aForwarder();
  const { service } = world;
  service.becomes = undefined;
  const entries = await Promise.all([1, 2, 3].map((i) => world.accept({ name: `${i}.txt` })));
  world.start();
  await world.count("sent", 3);
  service.faults.push(() => "drop");
  await expect.poll(() => world.counted.line).toContain("follow down");
  service.becomes = () => ({ status: "completed" });

  service.faults.length = 0;

  await world.count("completed", 3);
  expect(world.counted.parked).toEqual([]);
  await world.expectOnce(entries);
});

test("a status that this relay does not know is waited for", async () => {
  const world = await aForwarder();
  world.service.becomes = () => ({ status: "scanning" });
  const entry = await world.accept({ name: "a.txt" });
  world.start();
  await world.reach(entry, "sent");
  const asked = world.service.count("GET", "/consult-status");
  await expect.poll(() => world.service.count("GET", "/consult-status")).toBeGreaterThan(asked + 3);

  expect(await world.stateOf(entry)).toBe("sent");
});

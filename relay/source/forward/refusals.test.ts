import { randomBytes } from "node:crypto";
import { rm, truncate, utimes, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { crcOf, type FakeRequest, problem } from "../../../client/testing/fake-service.ts";
import { needsFreshKey } from "../command/retry.ts";
import { LARGE } from "./limits.ts";
import { aForwarder } from "./testing/a-forwarder.ts";

const announces = ({ path, body }: FakeRequest, name: string) =>
  path === "/upload" && body.includes(`"file_name":"${name}"`);

describe("what the service refuses for good", () => {
  test.each([
    [400, "invalid-request"],
    [404, "file-not-found"],
    [410, "file-deleted"],
    [413, "file-too-large"],
    [413, "quota-of-bytes"],
    [415, "type-not-allowed"],
    [422, "unknown-owner"],
    [422, "idempotency-conflict"],
    [422, "checksum-not-for-parts"],
    [429, "quota-of-files"],
    [451, "a-code-of-a-newer-service"],
  ])("(%d %s) is parked with the reason, keeps its copy, and blocks nothing else", async (status, code) => {
    const world = await aForwarder();
    world.service.faults.push((request) =>
      announces(request, "bad.exe") ? problem(status, code) : undefined,
    );
    const bad = await world.accept({ name: "bad.exe" });
    const others = await Promise.all([1, 2, 3].map((i) => world.accept({ name: `${i}.txt` })));

    world.start();
    const parked = await world.reach(bad, "parked");
    await world.count("completed", 3);

    expect(parked.reason).toMatchObject({ code, message: expect.stringContaining(`${code}.`) });
    expect(world.hasCopy(bad)).toBe(true);
    expect(world.counted).toMatchObject({ parked: [code], failed: [] });
    expect(world.service.requests.filter((request) => announces(request, "bad.exe"))).toHaveLength(1);
    await world.expectOnce(others);
  });

  test("is sent when an operator retries it", async () => {
    const world = await aForwarder();
    let refuse = true;
    world.service.faults.push((request) =>
      refuse && announces(request, "big.bin") ? problem(413, "file-too-large") : undefined,
    );
    const entry = await world.accept({ name: "big.bin" });
    world.start();
    await world.reach(entry, "parked");
    refuse = false;

    await world.spool.journal.retry(entry.id);

    await world.reach(entry, "completed");
    await world.expectOnce([entry]);
  });
});

describe("a copy that is not what the relay accepted", () => {
  const bytes = randomBytes(LARGE + 10);
  const changed = Buffer.from(bytes);
  changed[LARGE] = (changed[LARGE] ?? 0) ^ 1;

  test.each([
    [
      "a small copy with other bytes",
      "bytes-damaged",
      undefined,
      (path: string) => writeFile(path, "small.txU"),
    ],
    ["a small copy that is shorter", "bytes-damaged", undefined, (path: string) => truncate(path, 3)],
    ["a small copy that is gone", "bytes-missing", undefined, (path: string) => rm(path)],
    ["a large copy with one other bit", "bytes-damaged", bytes, (path: string) => writeFile(path, changed)],
    ["a large copy that is shorter", "bytes-damaged", bytes, (path: string) => truncate(path, LARGE)],
  ])("(%s) is parked, and never announced", async (_, code, content, damage) => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "small.txt" }, content);
    await damage(world.spool.pathOf(entry));

    world.start();
    const parked = await world.reach(entry, "parked");

    expect(parked.reason?.code).toBe(code);
    expect(world.service.calls).toEqual([]);
    expect(world.service.files.size).toBe(0);
  });

  test("is sent after its bytes were put right, and an operator retries it", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "small.txt" });
    await writeFile(world.spool.pathOf(entry), "small.txU");
    world.start();
    await world.reach(entry, "parked");
    await writeFile(world.spool.pathOf(entry), "small.txt");

    await world.spool.journal.retry(entry.id);

    await world.reach(entry, "completed");
    await world.expectOnce([entry]);
  });

  test("is parked and not completed if it changes while its parts are sent", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "film.mp4" }, bytes);
    const path = world.spool.pathOf(entry);
    let damaging: Promise<void> | undefined;
    const { handle } = world.service;
    world.service.handle = async function (request: FakeRequest) {
      // The first part has been compared and sent.
      if (request.method === "PUT") damaging ??= writeFile(path, changed);
      await damaging;
      return handle.call(this, request);
    };

    world.start();
    const parked = await world.reach(entry, "parked");

    expect(parked.reason?.code).toBe("bytes-damaged");
    expect(world.counted.completed).toBe(0);
    expect(world.service.files.size).toBe(0);
    // A new file, because the pending one was deleted.
    await writeFile(path, bytes);
    await world.spool.journal.retry(entry.id, { freshKey: needsFreshKey(parked) });
    await world.reach(entry, "completed");
    await world.expectOnce([entry]);
  });

  test("is deleted at the service, where an earlier attempt has left parts of it", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "film.mp4" }, bytes);
    const path = world.spool.pathOf(entry);
    let cut = true;
    world.service.faults.push(({ method, query }) =>
      cut && method === "PUT" && query.get("part") === "2" ? "drop" : undefined,
    );
    world.start();
    await expect.poll(() => world.counted.failed.length).toBeGreaterThan(0);
    await world.forwarder.stop();
    expect(world.service.files.size).toBe(1);
    await writeFile(path, changed);
    cut = false;

    world.start();
    const parked = await world.reach(entry, "parked");

    expect(parked.reason?.code).toBe("bytes-damaged");
    expect(world.service.files.size).toBe(0);
  });

  test("only in its time is sent as a new file, because the SDK deletes the pending one", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "film.mp4" }, bytes);
    const path = world.spool.pathOf(entry);
    let touching: Promise<void> | undefined;
    const { handle } = world.service;
    world.service.handle = async function (request: FakeRequest) {
      if (request.method === "PUT") touching ??= utimes(path, 1000, 1000);
      await touching;
      return handle.call(this, request);
    };

    world.start();
    const completed = await world.reach(entry, "completed");

    expect(completed.key).not.toBe(entry.key);
    expect(world.service.count("DELETE", "/files")).toBe(1);
    await world.expectOnce([entry]);
  });

  test("is parked with the id of the file to delete, if it changes where the disk does not show it", async () => {
    const world = await aForwarder();
    const entry = await world.accept({ name: "film.mp4" }, bytes);
    const path = world.spool.pathOf(entry);
    // A time that can be set again exactly.
    await utimes(path, 1000, 1000);
    let damaging: Promise<void> | undefined;
    const { handle } = world.service;
    world.service.handle = async function (request: FakeRequest) {
      // The copy was compared, and its parts are not read yet.
      if (request.path === "/upload") {
        damaging ??= writeFile(path, changed).then(() => utimes(path, 1000, 1000));
      }
      await damaging;
      return handle.call(this, request);
    };

    world.start();
    const parked = await world.reach(entry, "parked");

    const [file] = world.service.files.values();
    expect(parked.reason).toMatchObject({
      code: "bytes-damaged",
      message: expect.stringContaining(file?.file_id ?? "none"),
    });
    expect(world.hasCopy(entry)).toBe(true);
    expect(crcOf(file?.bytes ?? Buffer.alloc(0))).not.toBe(entry.crc32);
  });
});

test("a copy whose time changes with every attempt is parked after some of them", async () => {
  const world = await aForwarder({ strikes: 3 });
  const entry = await world.accept({ name: "film.mp4" }, randomBytes(LARGE + 10));
  const path = world.spool.pathOf(entry);
  let time = 1000;
  const { handle } = world.service;
  world.service.handle = async function (request: FakeRequest) {
    if (request.method === "PUT") await utimes(path, time++, 1000 + time);
    return handle.call(this, request);
  };

  world.start();
  const parked = await world.reach(entry, "parked");

  expect(parked.reason?.code).toBe("file-changed");
  expect(world.counted).toMatchObject({ failed: ["file-changed", "file-changed"], parked: ["file-changed"] });
  expect(world.service.files.size).toBe(0);
});

test("parts at S3 that are not those of the copy are tried some times, then the entry is parked", async () => {
  const world = await aForwarder({ strikes: 3 });
  const entry = await world.accept({ name: "film.mp4" }, randomBytes(LARGE + 10));
  world.service.faults.push(({ method, query, path }) => {
    if (method !== "PUT" || query.get("part") !== "1") return undefined;
    // What S3 has of the first part is not what was sent.
    world.service.files.get(path.split("/").at(-1) ?? "")?.parts.set(1, randomBytes(LARGE));
    return "drop";
  });

  world.start();
  const parked = await world.reach(entry, "parked");

  expect(parked.reason?.code).toBe("idempotency-conflict");
  expect(world.counted.failed.filter((code) => code === "idempotency-conflict")).toHaveLength(2);
});

import { STOP_MARGIN_MS } from "@malote/core/copies";
import { describe, expect, test } from "vitest";
import { takeObject } from "./take-object.ts";
import { aroundCalls, aWorld, KEY, TIME_LEFT } from "./testing/world.ts";

const TEXT = "a text that is longer than twenty bytes";

/** Time for so many parts. */
const timeFor = (parts: number) => {
  let reads = 0;
  return () => (reads++ < parts ? STOP_MARGIN_MS : STOP_MARGIN_MS - 1);
};

describe("an object in parts", () => {
  test("is copied into an upload that the record has, so that a delete aborts it", async () => {
    const world = aWorld();
    await expect(takeObject(world.ports, world.write(TEXT), TIME_LEFT)).resolves.toMatchObject({
      outcome: "taken",
    });
    expect(world.texts("")).toEqual({ [world.record().key_path]: TEXT });
    expect(world.record()).toMatchObject({ status: "pending", upload_id: "upload-1", version: 2 });
    // The mover would look for the parts of a plan.
    expect(world.record()).not.toHaveProperty("part_bytes");
  });

  test("continues with another message when time runs out, and copies no part twice", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    let copied = 0;
    const ports = aroundCalls(world.ports, (_, name, call) => {
      if (name === "storage.copyPart") copied++;
      return call();
    });
    await expect(takeObject(ports, object, timeFor(2))).resolves.toMatchObject({ outcome: "continued" });
    expect(world.sent).toEqual([object.event]);
    expect(copied).toBe(2);
    expect(world.texts("")).toEqual({ [KEY]: TEXT });

    world.time.pass(1);
    await expect(takeObject(ports, object, TIME_LEFT)).resolves.toMatchObject({ outcome: "taken" });
    expect(copied).toBe(5);
    expect(world.bucket.uploads.size).toBe(0);
  });

  test("fails if there is no time for any part, so that its message is not acknowledged for ever", async () => {
    const world = aWorld();
    await expect(takeObject(world.ports, world.write(TEXT), timeFor(0))).rejects.toThrow("invocation ends");
    expect(world.sent).toEqual([]);
  });

  test("that is overwritten meanwhile aborts its upload, and its file waits for the reconciler", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    await takeObject(world.ports, object, timeFor(2));
    world.time.pass(1);
    const other = TEXT.toUpperCase();
    const event = world.write(other);
    // The first HEAD came before the overwrite.
    const held = aroundCalls(world.ports, async (i, _, call) =>
      i === 0 ? { etag: object.etag, size: TEXT.length, metadata: {}, checksums: {} } : call(),
    );
    await expect(takeObject(held, object, TIME_LEFT)).resolves.toMatchObject({ outcome: "gone" });
    expect(world.bucket.uploads.size).toBe(0);
    await expect(takeObject(world.ports, object, TIME_LEFT)).resolves.toMatchObject({ outcome: "gone" });
    await expect(takeObject(world.ports, event, TIME_LEFT)).resolves.toMatchObject({ outcome: "taken" });
    expect(Object.values(world.texts(""))).toEqual([other]);
  });

  test("whose upload was aborted when the file expired begins another one", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    await takeObject(world.ports, object, timeFor(2));
    world.bucket.uploads.clear();
    world.time.pass(3600);
    await expect(takeObject(world.ports, object, TIME_LEFT)).resolves.toMatchObject({ outcome: "taken" });
    expect(world.record()).toMatchObject({ upload_id: "upload-2" });
    expect(world.texts("")).toEqual({ [world.record().key_path]: TEXT });
  });

  test("of a record that somebody changes leaves no upload", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    const ports = aroundCalls(world.ports, async (_, name, call) => {
      if (name === "files.save")
        world.files.table.set(world.record().file_id, { ...world.record(), version: 9 });
      return call();
    });
    await expect(takeObject(ports, object, TIME_LEFT)).rejects.toThrow("another writer");
    expect(world.bucket.uploads.size).toBe(0);
  });

  test.each([
    "conflict",
    "unanswered",
    "upload-gone",
  ] as const)("is retried after a completion that ends with %s", async (result) => {
    const world = aWorld();
    const object = world.write(TEXT);
    const ports = aroundCalls(world.ports, async (_, name, call) =>
      name === "storage.completeCopy" ? { result } : call(),
    );
    await expect(takeObject(ports, object, TIME_LEFT)).rejects.toThrow(result);
    expect(world.texts("")).toEqual({ [KEY]: TEXT });
  });

  test("whose copy has another checksum is deleted from temp/, and retried", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    const ports = aroundCalls(world.ports, async (_, name, call) => {
      const made = await call();
      if (name !== "storage.completeCopy") return made;
      const etag = world.bucket.objects.get(world.record().key_path)?.etag;
      return { result: "checksum-differs", etag };
    });
    await expect(takeObject(ports, object, TIME_LEFT)).rejects.toThrow("checksum");
    expect(world.texts("")).toEqual({ [KEY]: TEXT });
  });

  test("whose copy another delivery completed first aborts its own upload", async () => {
    const world = aWorld();
    const object = world.write(TEXT);
    const ports = aroundCalls(world.ports, async (_, name, call) => {
      if (name === "storage.completeCopy") world.bucket.put(world.record().key_path, Buffer.from(TEXT));
      return call();
    });
    await expect(takeObject(ports, object, TIME_LEFT)).resolves.toMatchObject({ outcome: "taken" });
    expect(world.bucket.uploads.size).toBe(0);
    expect(world.texts("")).toEqual({ [world.record().key_path]: TEXT });
  });
});

import { NotUploadedYet, UploadExpired } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aJpeg } from "#testing/builders.ts";
import { anArrival, anS3Event } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { reconciles, removes } from "./others.ts";

// A POST begins before its form expires, and lands after: S3 looks at the time only as it begins.

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });
const MINUTES = 60;
const DAYS = 24 * 60 * MINUTES;

const confirms = (world: World, skew = 0) =>
  confirmUpload({
    files: world.files,
    storage: world.bucket,
    queue: world.ports.queue,
    clock: () => new Date(world.time.now() + skew * 1000),
  })({ file_id: world.file.file_id }, aCaller());

/** A file of which nothing came, so that the reconciler let it expire after its 15 minutes. */
const anExpired = async (): Promise<World> => {
  const world = aWorld({ bytes: null });
  world.time.pass(17 * MINUTES);
  await expect(reconciles(world)).resolves.toBe("expired");
  return world;
};

describe("bytes of an expired file", () => {
  it("are moved when S3 tells of them", async () => {
    const world = await anExpired();
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expectMoved(world, BYTES);
  });

  it("are moved when the client tells of them", async () => {
    const world = await anExpired();
    world.bucket.put(world.file.key_path, BYTES);

    await expect(confirms(world)).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    await expect(moveFile(world.ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });

  it("are found a day later where nobody told of them", async () => {
    const world = await anExpired();
    world.bucket.put(world.file.key_path, BYTES);
    world.time.pass(DAYS);

    await expect(reconciles(world)).resolves.toBe("requeued");

    await expect(moveFile(world.ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });

  it("that come after the record was retired keep it from being purged", async () => {
    const world = await anExpired();
    world.time.pass(DAYS);
    await expect(reconciles(world)).resolves.toBe("retired");
    expect(world.record()).toHaveProperty("purge_at");
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expectMoved(world, BYTES);
    expect(world.record()).not.toHaveProperty("purge_at");
  });

  it("that was deleted go", async () => {
    const world = await anExpired();
    await removes(world);
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expect(world.keys()).toEqual([]);
  });
});

describe("a form of 15 minutes, after five of them", () => {
  const halfway = () => {
    const world = aWorld({ bytes: null });
    world.time.pass(5 * MINUTES);
    return world;
  };

  it("is expired by a reconciler whose clock is ahead; the bytes are moved when they come", async () => {
    const world = halfway();
    await expect(reconciles(world, 12 * MINUTES)).resolves.toBe("expired");
    // The one thing a user notices: confirmed before the bytes came, the form is said to be over.
    await expect(confirms(world)).rejects.toThrow(UploadExpired);
    world.bucket.put(world.file.key_path, BYTES);

    await expect(confirms(world)).resolves.toMatchObject({ queued: true });

    await deliver(world, [NOTIFICATION]);
    expectMoved(world, BYTES);
  });

  it.each([
    ["ahead: it says that the form is over", 12 * MINUTES, UploadExpired],
    ["behind: it asks for the bytes", -12 * MINUTES, NotUploadedYet],
  ])("is confirmed without bytes at a clock %s, and nothing is written", async (_, skew, refusal) => {
    const world = halfway();

    await expect(confirms(world, skew)).rejects.toThrow(refusal);

    expect(world.record()).toEqual(world.file);
    world.bucket.put(world.file.key_path, BYTES);
    await expect(confirms(world, skew)).resolves.toMatchObject({ queued: true });
  });
});

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
import { deleteFile, runReconciler } from "./others.ts";

// A POST begins before its form expires, and lands after that: S3 checks expiry only when a POST begins.

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });
const MINUTES = 60;
const DAYS = 24 * 60 * MINUTES;

const confirm = (world: World, skew = 0) =>
  confirmUpload({
    files: world.files,
    storage: world.bucket,
    queue: world.ports.queue,
    clock: () => new Date(world.time.now() + skew * 1000),
  })({ file_id: world.file.file_id }, aCaller());

/** A file without bytes: the reconciler has let it expire after its 15 minutes. */
const anExpiredWorld = async (): Promise<World> => {
  const world = aWorld({ bytes: null });
  world.time.pass(17 * MINUTES);
  await expect(runReconciler(world)).resolves.toBe("expired");
  return world;
};

describe("bytes of an expired file", () => {
  it("are moved after S3's notification", async () => {
    const world = await anExpiredWorld();
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expectMoved(world, BYTES);
  });

  it("are moved after the client's confirmation", async () => {
    const world = await anExpiredWorld();
    world.bucket.put(world.file.key_path, BYTES);

    await expect(confirm(world)).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    await expect(moveFile(world.ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });

  it("are found by the reconciler a day later if no message arrived", async () => {
    const world = await anExpiredWorld();
    world.bucket.put(world.file.key_path, BYTES);
    world.time.pass(DAYS);

    await expect(runReconciler(world)).resolves.toBe("requeued");

    await expect(moveFile(world.ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });

  it("keep the record from being purged if they arrive after it was retired", async () => {
    const world = await anExpiredWorld();
    world.time.pass(DAYS);
    await expect(runReconciler(world)).resolves.toBe("retired");
    expect(world.record()).toHaveProperty("purge_at");
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expectMoved(world, BYTES);
    expect(world.record()).not.toHaveProperty("purge_at");
  });

  it("are deleted if the file was deleted", async () => {
    const world = await anExpiredWorld();
    await deleteFile(world);
    world.bucket.put(world.file.key_path, BYTES);

    await deliver(world, [NOTIFICATION]);

    expect(world.keys()).toEqual([]);
  });
});

describe("a file five minutes after its request, with a form of 15 minutes", () => {
  const halfway = () => {
    const world = aWorld({ bytes: null });
    world.time.pass(5 * MINUTES);
    return world;
  };

  it("expires by a reconciler whose clock is ahead, and its bytes are moved when they arrive", async () => {
    const world = halfway();
    await expect(runReconciler(world, 12 * MINUTES)).resolves.toBe("expired");
    // A user notices only this: a confirmation before the bytes is refused with UploadExpired.
    await expect(confirm(world)).rejects.toThrow(UploadExpired);
    world.bucket.put(world.file.key_path, BYTES);

    await expect(confirm(world)).resolves.toMatchObject({ queued: true });

    await deliver(world, [NOTIFICATION]);
    expectMoved(world, BYTES);
  });

  it.each([
    ["UploadExpired if that clock is ahead", 12 * MINUTES, UploadExpired],
    ["NotUploadedYet if that clock is behind", -12 * MINUTES, NotUploadedYet],
  ])("stays unchanged by a confirmation without bytes, which fails with %s", async (_, skew, refusal) => {
    const world = halfway();

    await expect(confirm(world, skew)).rejects.toThrow(refusal);

    expect(world.record()).toEqual(world.file);
    world.bucket.put(world.file.key_path, BYTES);
    await expect(confirm(world, skew)).resolves.toMatchObject({ queued: true });
  });
});

import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { deleteFile } from "./others.ts";

const BYTES = aJpeg();
const LAST = anArrival({ receive_count: 5 });
const OTHER = anArrival({ message_id: "message-2" });

const aborted = () => Object.assign(new Error("Request aborted"), { name: "AbortError" });

/** A world whose file is copied in parts. */
const aLargeWorld = (file = {}) => aWorld({ bytes: BYTES, file, parts: { thresholdBytes: 5, partBytes: 7 } });

const moveBy = (world: World, arrival = LAST, storage: Partial<World["ports"]["storage"]> = {}) =>
  moveFile({ ...world.ports, storage: { ...world.ports.storage, ...storage } }, arrival, TIME_LEFT).catch(
    ({ name }: Error) => name,
  );

/** Another mover claims the file, because its clock is ahead and the lease has ended by it. */
const claimByOtherMover = async ({ files, file, time }: World): Promise<void> => {
  const now = time.now() + 200_000;
  const { file_id, key_path, dest_path } = file;
  const [at, lease_until] = [now, now + 150_000].map((ms) => new Date(ms).toISOString());
  if (at === undefined || lease_until === undefined) throw new Error("no time");
  const lease = { lease_owner: OTHER.message_id, lease_until };
  const { ok } = await files.claim({ file_id, key_path, dest_path, ...lease, at, max_attempts: 5 });
  if (!ok) throw new Error("not claimed");
};

describe("the last attempt at a copy in parts", () => {
  it("keeps the copy's id if S3 hangs and the copy cannot be aborted, so that a retry continues it", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    // The invocation's signal aborts every call from now on.
    const abortedCall = async () => Promise.reject(aborted());
    let copied = 0;
    const copyPart: typeof world.bucket.copyPart = (...call) =>
      ++copied === 1 ? world.bucket.copyPart(...call) : abortedCall();
    // The first attempt copies the first part.
    await moveBy(world, anArrival(), { copyPart, abortUpload: abortedCall });
    await moveBy(world, anArrival(), { copyPart: abortedCall, abortUpload: abortedCall });
    for (let i = 0; i < 4; i++)
      await moveBy(world, anArrival(), { copyPart: abortedCall, abortUpload: abortedCall });

    expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved" });
    expect([...world.bucket.uploads.keys()]).toEqual([world.record()?.copy_upload_id]);

    const startCopy = () => Promise.reject(new Error("begun anew"));
    await expect(moveBy(world, OTHER, { startCopy })).resolves.toBe("completed");
    expectMoved(world, BYTES);
    expect(world.bucket.uploads.size).toBe(0);
  });

  it("leaves the copy's id in the record, so that a delete aborts the copy", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    const abortedCall = async () => Promise.reject(aborted());
    await moveBy(world, anArrival(), { copyPart: abortedCall, abortUpload: abortedCall });
    expect(world.bucket.uploads.size).toBe(1);

    await deleteFile(world);

    expect(world.bucket.uploads.size).toBe(0);
    expect(world.keys()).toEqual([]);
  });

  it("leaves the copy to another mover that holds the lease meanwhile", async () => {
    const world = aLargeWorld();
    let claimed = false;
    const copyPart = async () => {
      if (!claimed) await claimByOtherMover(world);
      claimed = true;
      throw new Error("SlowDown");
    };

    await moveBy(world, LAST, { copyPart });

    expect(world.record()).toMatchObject({ status: "processing", lease_owner: OTHER.message_id });
    expect([...world.bucket.uploads.keys()]).toEqual([world.record()?.copy_upload_id]);
  });

  it("is aborted at redelivery if the mover was cut off between the write of its error and the abort", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    const failingCall = async () => Promise.reject(new Error("SlowDown"));
    await moveBy(world, anArrival(), { copyPart: failingCall, abortUpload: failingCall });
    expect(world.bucket.uploads.size).toBe(1);

    await expect(moveBy(world)).resolves.toBe("RetryLater");

    expect(world.bucket.uploads.size).toBe(0);
    expect(world.record()?.status).toBe("error");
  });
});

describe("the last delivery of a message", () => {
  it("is acknowledged and no dead letter if another mover completed the file meanwhile", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      const late = () => new Date(world.time.now() + 200_000);
      await moveFile({ ...world.ports, clock: late }, OTHER, TIME_LEFT);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("superseded");
    expectMoved(world, BYTES);
  });

  it("is acknowledged and leaves nothing if the file was deleted meanwhile", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      await deleteFile(world);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("deleted");
    expect(world.keys()).toEqual([]);
  });

  it("goes to the dead-letter queue if another mover holds the file, because that mover may still fail", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      await claimByOtherMover(world);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("RetryLater");
  });
});

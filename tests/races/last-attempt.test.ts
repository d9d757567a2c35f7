import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { removes } from "./others.ts";

const BYTES = aJpeg();
const LAST = anArrival({ receive_count: 5 });
const OTHER = anArrival({ message_id: "message-2" });

const aborted = () => Object.assign(new Error("Request aborted"), { name: "AbortError" });

/** A world whose file goes in parts. */
const aLargeWorld = (file = {}) => aWorld({ bytes: BYTES, file, parts: { thresholdBytes: 5, partBytes: 7 } });

const moveBy = (world: World, arrival = LAST, storage: Partial<World["ports"]["storage"]> = {}) =>
  moveFile({ ...world.ports, storage: { ...world.ports.storage, ...storage } }, arrival, TIME_LEFT).catch(
    ({ name }: Error) => name,
  );

/** Another mover, by whose clock our lease is over, takes the file. */
const isTaken = async ({ files, file, time }: World): Promise<void> => {
  const now = time.now() + 200_000;
  const { file_id, key_path, dest_path } = file;
  const [at, lease_until] = [now, now + 130_000].map((ms) => new Date(ms).toISOString());
  if (at === undefined || lease_until === undefined) throw new Error("no time");
  const lease = { lease_owner: OTHER.message_id, lease_until };
  const { ok } = await files.claim({ file_id, key_path, dest_path, ...lease, at, max_attempts: 5 });
  if (!ok) throw new Error("not taken");
};

describe("the last attempt at a copy in parts", () => {
  it("that S3 hangs in keeps the copy's id where it cannot be aborted: a retry goes on with it", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    // The invocation's signal ends every call from there on.
    const over = async () => Promise.reject(aborted());
    let copied = 0;
    const copyPart: typeof world.bucket.copyPart = (...call) =>
      ++copied === 1 ? world.bucket.copyPart(...call) : over();
    // The first part got through, in an attempt before.
    await moveBy(world, anArrival(), { copyPart, abortUpload: over });
    await moveBy(world, anArrival(), { copyPart: over, abortUpload: over });
    for (let i = 0; i < 4; i++) await moveBy(world, anArrival(), { copyPart: over, abortUpload: over });

    expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved" });
    expect([...world.bucket.uploads.keys()]).toEqual([world.record()?.copy_upload_id]);

    const startCopy = () => Promise.reject(new Error("begun anew"));
    await expect(moveBy(world, OTHER, { startCopy })).resolves.toBe("completed");
    expectMoved(world, BYTES);
    expect(world.bucket.uploads.size).toBe(0);
  });

  it("and its delete finds what is to be aborted", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    const over = async () => Promise.reject(aborted());
    await moveBy(world, anArrival(), { copyPart: over, abortUpload: over });
    expect(world.bucket.uploads.size).toBe(1);

    await removes(world);

    expect(world.bucket.uploads.size).toBe(0);
    expect(world.keys()).toEqual([]);
  });

  it("by a mover that has lost its lease leaves the copy to whoever has it", async () => {
    const world = aLargeWorld();
    let taken = false;
    const copyPart = async () => {
      if (!taken) await isTaken(world);
      taken = true;
      throw new Error("SlowDown");
    };

    await moveBy(world, LAST, { copyPart });

    expect(world.record()).toMatchObject({ status: "processing", lease_owner: OTHER.message_id });
    expect([...world.bucket.uploads.keys()]).toEqual([world.record()?.copy_upload_id]);
  });

  it("cut off between its error and the abort is aborted when its message is back", async () => {
    const world = aLargeWorld({ status: "uploaded", attempts: 4 });
    const hangs = async () => Promise.reject(new Error("SlowDown"));
    await moveBy(world, anArrival(), { copyPart: hangs, abortUpload: hangs });
    expect(world.bucket.uploads.size).toBe(1);

    await expect(moveBy(world)).resolves.toBe("RetryLater");

    expect(world.bucket.uploads.size).toBe(0);
    expect(world.record()?.status).toBe("error");
  });
});

describe("the last delivery of a message", () => {
  it("whose file another mover has completed meanwhile is done, and no dead letter", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      const late = () => new Date(world.time.now() + 200_000);
      await moveFile({ ...world.ports, clock: late }, OTHER, TIME_LEFT);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("superseded");
    expectMoved(world, BYTES);
  });

  it("whose file was deleted meanwhile is done, and nothing is left", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      await removes(world);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("deleted");
    expect(world.keys()).toEqual([]);
  });

  it("whose file another mover has taken comes back: that one may fail yet", async () => {
    const world = aWorld({ bytes: BYTES });
    const copy = async () => {
      await isTaken(world);
      throw aborted();
    };

    await expect(moveBy(world, LAST, { copy })).resolves.toBe("RetryLater");
  });
});

import { STOP_MARGIN_MS } from "@malote/core/copies";
import { describe, expect, it } from "vitest";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { callsOf } from "#testing/mover/calls.ts";
import { aClientUploadWorld, expectArrived, UPLOAD_ID } from "#testing/mover/client-upload.ts";
import { deliver } from "#testing/mover/deliver.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "./move-file.ts";
import type { TimeLeft } from "./ports.ts";

const move = (world: World, time: TimeLeft = TIME_LEFT) => moveFile(world.ports, anArrival(), time);

/** The same world, with this `completeUpload`. */
const withCompletion = (
  world: World,
  completeUpload: World["ports"]["storage"]["completeUpload"],
): World => ({
  ...world,
  ports: { ...world.ports, storage: { ...world.ports.storage, completeUpload } },
});

describe("a completion that takes S3 minutes", () => {
  it("is no failed attempt: other messages continue until S3 has completed the upload", async () => {
    const world = aClientUploadWorld({ maxAttempts: 2 });
    let tries = 0;
    const slow = withCompletion(world, async (...call) => {
      if (++tries === 7) return world.bucket.completeUpload(...call);
      return { result: "unanswered" };
    });

    const { queue, invocations } = await deliver(slow, [aMoveMessage()]);

    expect(invocations).toBe(7);
    expect(world.reported.moved).toEqual([...Array(6).fill("continued"), "completed"]);
    expect(queue.deadLetters).toEqual([]);
    expectArrived(world);
  });

  it("and ends after its invocation lets the next message find the object and complete nothing", async () => {
    const world = aClientUploadWorld();
    const slow = withCompletion(world, async (...call) => {
      await world.bucket.completeUpload(...call);
      return { result: "unanswered" };
    });
    await expect(move(slow)).resolves.toBe("continued");
    expect(world.record()).toMatchObject({ status: "uploaded", attempts: 0, upload_id: UPLOAD_ID });

    expect(await callsOf(world)).toHaveLength(6);

    expectArrived(world);
  });

  it("and leaves no time for a copy sends a message that continues", async () => {
    const world = aClientUploadWorld();
    let left = 120_000;
    const slow = withCompletion(world, async (...call) => {
      left = 20_000;
      return world.bucket.completeUpload(...call);
    });

    await expect(move(slow, () => left)).resolves.toBe("continued");

    expect(world.sent).toHaveLength(1);
    expect(await callsOf(world)).toHaveLength(6);
    expectArrived(world);
  });

  it("is not begun with too little time: the attempt counts as failed, and the message is retried later", async () => {
    const world = aClientUploadWorld();

    await expect(move(world, () => STOP_MARGIN_MS - 1)).rejects.toMatchObject({
      name: "RetryLater",
      cause: { name: "OutOfTime" },
    });

    expect(world.record()).toMatchObject({ status: "uploaded", attempts: 1 });
    expect(world.bucket.uploads.size).toBe(1);
    await expect(move(world)).resolves.toBe("completed");
  });

  it.each(["unanswered", "conflict"] as const)("of a copy (%s) keeps the copy's upload", async (result) => {
    const world = aClientUploadWorld({ thresholdBytes: 1 });
    let tries = 0;
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) =>
        ++tries < 3 ? ({ result } as const) : world.bucket.completeCopy(...call),
      startCopy: async (...call: Parameters<typeof world.bucket.startCopy>) => {
        expect(tries).toBe(0);
        return world.bucket.startCopy(...call);
      },
    };

    const { queue } = await deliver({ ...world, ports: { ...world.ports, storage } }, [aMoveMessage()]);

    expect(tries).toBe(3);
    expect(queue.deadLetters).toEqual([]);
    expectArrived(world);
  });

  it("of a copy is no failed attempt, however often it is repeated", async () => {
    const world = aClientUploadWorld({ thresholdBytes: 1, maxAttempts: 2 });
    let tries = 0;
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) =>
        ++tries < 8 ? ({ result: "unanswered" } as const) : world.bucket.completeCopy(...call),
    };

    const { invocations } = await deliver({ ...world, ports: { ...world.ports, storage } }, [aMoveMessage()]);

    expect(invocations).toBe(8);
    // It is not delayed either, also if parts were copied in the same invocation.
    expect(world.reported.moved).toEqual([...Array(7).fill("continued"), "completed"]);
    expect(world.reported.postponed).toEqual([]);
    expectArrived(world);
  });
});

import { describe, expect, it } from "vitest";
import { aCaller } from "../../layers/core/src/testing/builders.ts";
import { removeFile } from "../remove/remove-file.ts";
import { moveFile } from "./move-file.ts";
import type { TimeLeft } from "./ports.ts";
import { aroundCalls, rightBefore } from "./testing/around-calls.ts";
import { aMoveMessage, anArrival } from "./testing/builders.ts";
import { aSentWorld, expectArrived, partsOfSent, SENT, UPLOAD_ID } from "./testing/client-upload.ts";
import { deliver } from "./testing/deliver.ts";
import { TIME_LEFT, type World } from "./testing/ports.ts";
import { SETTLE_MARGIN_MS, STOP_MARGIN_MS } from "./time-left.ts";

const move = (world: World, time: TimeLeft = TIME_LEFT, message_id = "message-1") =>
  moveFile(world.ports, anArrival({ message_id }), time);

const callsOf = async (world: World): Promise<string[]> => {
  const calls: string[] = [];
  const ports = aroundCalls(world.ports, (name, call) => {
    calls.push(name);
    return call();
  });
  await moveFile(ports, anArrival(), TIME_LEFT);
  return calls;
};

/** The same world, whose S3 answers a completion so. */
const completing = (world: World, answer: World["ports"]["storage"]["completeUpload"]): World => ({
  ...world,
  ports: { ...world.ports, storage: { ...world.ports.storage, completeUpload: answer } },
});

describe("a client's multipart upload", () => {
  it("is completed, and its file moved like any", async () => {
    const world = aSentWorld();

    expect(await callsOf(world)).toEqual([
      "files.claim",
      "storage.peek",
      "storage.uploadedParts",
      "storage.completeUpload",
      "storage.peek",
      "storage.copy",
      "files.save",
      "storage.deleteIfMatch",
    ]);
    expectArrived(world);
  });

  it("over the threshold is completed, and its file copied in parts", async () => {
    const world = aSentWorld({ thresholdBytes: SENT.length - 1 });

    expect((await callsOf(world)).filter((name) => name === "storage.copyPart")).toHaveLength(
      partsOfSent().length,
    );
    expectArrived(world);
  });

  it("that somebody has completed is not asked for", async () => {
    const world = aSentWorld();
    world.bucket.uploads.clear();
    world.bucket.put(world.file.key_path, SENT);

    expect(await callsOf(world)).not.toContain("storage.uploadedParts");
    expectArrived(world);
  });

  it.each([
    "storage.uploadedParts",
    "storage.completeUpload",
  ])("that somebody completes right before %s is a file like any", async (call) => {
    const world = aSentWorld();
    const overtaken = rightBefore(world, call, () => {
      world.bucket.uploads.clear();
      world.bucket.put(world.file.key_path, SENT);
    });

    await expect(move(overtaken)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("whose bytes are not what was announced is refused, as a POST's are", async () => {
    const world = aSentWorld({ file: { content_type: "application/zip" } });

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "type-differs" });
    expect(world.keys()).toEqual([world.file.key_path]);
  });
});

describe("an upload that lacks something", () => {
  it.each([
    ["its second part", [0, undefined, 2, 3], "part 2 is missing"],
    ["its last part", [0, 1, 2, undefined], "The parts have 30 bytes"],
    ["every part", [], "No part of the upload has come"],
  ])("is left as it is: %s; once it is whole, another message brings it home", async (_, there, sentence) => {
    const all = partsOfSent();
    const world = aSentWorld({ sent: there.map((i) => (i === undefined ? undefined : all[i])) });

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({
      status: "error",
      error_code: "parts-differ",
      retryable: true,
      details: expect.stringContaining(sentence),
      upload_id: UPLOAD_ID,
    });
    expect(world.bucket.uploads.size).toBe(1);

    world.bucket.beginUpload(UPLOAD_ID, world.file.key_path, all);
    await expect(move(world, TIME_LEFT, "message-2")).resolves.toBe("completed");
    expectArrived(world);
  });

  it("and is deleted under the mover's hands goes with its parts", async () => {
    const world = aSentWorld({ sent: partsOfSent().slice(0, 1) });
    const { files, bucket, time, file } = world;
    const remove = removeFile({ files, storage: bucket, clock: time.clock, leftBehind: () => {} });
    const storage = {
      ...bucket,
      uploadedParts: async (...call: Parameters<typeof bucket.uploadedParts>) => {
        await remove({ file_id: file.file_id }, aCaller());
        return bucket.uploadedParts(...call);
      },
    };

    await expect(moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(bucket.uploads.size).toBe(0);
  });

  it("because it was aborted leaves nothing to move, and says so", async () => {
    const world = aSentWorld();
    world.bucket.uploads.clear();

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({
      status: "error",
      error_code: "bytes-missing",
      retryable: true,
      details: "The upload was aborted, and its parts are gone; ask /upload for a new one.",
    });
  });
});

describe("a completion that takes S3 long", () => {
  it("has what the invocation has left, but for what it takes to let go", async () => {
    const given: number[] = [];
    const world = aSentWorld();
    const slow = completing(world, async (...call) => {
      given.push(call[3]);
      return world.bucket.completeUpload(...call);
    });

    await move(slow);

    expect(given).toEqual([TIME_LEFT() - SETTLE_MARGIN_MS]);
  });

  it("is no failed attempt: other messages go on, as often as it takes, until S3 is done", async () => {
    const world = aSentWorld({ maxAttempts: 2 });
    let tries = 0;
    const slow = completing(world, async (...call) => {
      if (++tries === 7) return world.bucket.completeUpload(...call);
      return { result: "unanswered" };
    });

    const { queue, invocations } = await deliver(slow, [aMoveMessage()]);

    expect(invocations).toBe(7);
    expect(world.reported.moved).toEqual([...Array(6).fill("continued"), "completed"]);
    expect(queue.dead).toEqual([]);
    expectArrived(world);
  });

  it("and ends after it was given up: the next finds the object, and asks for nothing", async () => {
    const world = aSentWorld();
    const slow = completing(world, async (...call) => {
      await world.bucket.completeUpload(...call);
      return { result: "unanswered" };
    });
    await expect(move(slow)).resolves.toBe("continued");
    expect(world.record()).toMatchObject({ status: "uploaded", attempts: 0, upload_id: UPLOAD_ID });

    expect(await callsOf(world)).toHaveLength(5);

    expectArrived(world);
  });

  it("and leaves no time for a copy has another message go on", async () => {
    const world = aSentWorld();
    let left = 120_000;
    const slow = completing(world, async (...call) => {
      left = 20_000;
      return world.bucket.completeUpload(...call);
    });

    await expect(move(slow, () => left)).resolves.toBe("continued");

    expect(world.sent).toHaveLength(1);
    expect(await callsOf(world)).toHaveLength(5);
    expectArrived(world);
  });

  it("is not begun with too little time: the message comes back, and that was an attempt", async () => {
    const world = aSentWorld();

    await expect(move(world, () => STOP_MARGIN_MS - 1)).rejects.toMatchObject({
      name: "ComeBack",
      cause: { name: "OutOfTime" },
    });

    expect(world.record()).toMatchObject({ status: "uploaded", attempts: 1 });
    expect(world.bucket.uploads.size).toBe(1);
    await expect(move(world)).resolves.toBe("completed");
  });

  it.each(["unanswered", "conflict"] as const)("of a copy (%s) keeps the copy's upload", async (result) => {
    const world = aSentWorld({ thresholdBytes: 1 });
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
    expect(queue.dead).toEqual([]);
    expectArrived(world);
  });

  it("of a copy has what the invocation has left", async () => {
    const world = aSentWorld({ thresholdBytes: 1 });
    const given: number[] = [];
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) => {
        given.push(call[4]);
        return world.bucket.completeCopy(...call);
      },
    };

    await moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT);

    expect(given).toEqual([TIME_LEFT() - SETTLE_MARGIN_MS]);
  });

  it("of a copy, time and again, is no failed attempt either", async () => {
    const world = aSentWorld({ thresholdBytes: 1, maxAttempts: 2 });
    let tries = 0;
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) =>
        ++tries < 8 ? ({ result: "unanswered" } as const) : world.bucket.completeCopy(...call),
    };

    const { invocations } = await deliver({ ...world, ports: { ...world.ports, storage } }, [aMoveMessage()]);

    expect(invocations).toBe(8);
    // Nor does it wait, also where parts were copied in the same invocation.
    expect(world.reported.moved).toEqual([...Array(7).fill("continued"), "completed"]);
    expect(world.reported.postponed).toEqual([]);
    expectArrived(world);
  });
});

import { describe, expect, it } from "vitest";
import { rightBefore } from "#testing/mover/around-calls.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { callsOf } from "#testing/mover/calls.ts";
import {
  aClientUploadWorld,
  expectArrived,
  partsOfSent,
  SENT,
  UPLOAD_ID,
} from "#testing/mover/client-upload.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "./move-file.ts";
import type { TimeLeft } from "./ports.ts";

const move = (world: World, time: TimeLeft = TIME_LEFT, message_id = "message-1") =>
  moveFile(world.ports, anArrival({ message_id }), time);

describe("a client's multipart upload", () => {
  it("is completed, and its file is moved like any file", async () => {
    const world = aClientUploadWorld();

    expect(await callsOf(world)).toEqual([
      "files.claim",
      "storage.peek",
      "storage.uploadedParts",
      "storage.completeUpload",
      "storage.peek",
      "storage.copy",
      "storage.peek",
      "files.save",
      "storage.deleteIfMatch",
    ]);
    expectArrived(world);
  });

  it("over the threshold is completed, and its file is copied in parts", async () => {
    const world = aClientUploadWorld({ thresholdBytes: SENT.length - 1 });

    expect((await callsOf(world)).filter((name) => name === "storage.copyPart")).toHaveLength(
      partsOfSent().length,
    );
    expectArrived(world);
  });

  it("that is already completed is not listed", async () => {
    const world = aClientUploadWorld();
    world.bucket.uploads.clear();
    world.bucket.put(world.file.key_path, SENT);

    expect(await callsOf(world)).not.toContain("storage.uploadedParts");
    expectArrived(world);
  });

  it.each([
    "storage.uploadedParts",
    "storage.completeUpload",
  ])("that another mover completes right before %s is moved like any file", async (call) => {
    const world = aClientUploadWorld();
    const overtaken = rightBefore(world, call, () => {
      world.bucket.uploads.clear();
      world.bucket.put(world.file.key_path, SENT);
    });

    await expect(move(overtaken)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("whose bytes have another type is refused, like those of a POST", async () => {
    const world = aClientUploadWorld({ file: { content_type: "application/zip" } });

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "type-differs" });
    expect(world.keys()).toEqual([world.file.key_path]);
  });
});

describe("an upload with missing parts", () => {
  it.each([
    ["its second part", [0, undefined, 2, 3], "part 2 is missing"],
    ["its last part", [0, 1, 2, undefined], "The parts have 30 bytes"],
    ["any part", [], "No part of the upload has come"],
  ])("stays open without %s, and another message moves the file when no part is missing", async (_, present, sentence) => {
    const all = partsOfSent();
    const world = aClientUploadWorld({ sent: present.map((i) => (i === undefined ? undefined : all[i])) });

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

  it("that was aborted ends in error, bytes-missing", async () => {
    const world = aClientUploadWorld();
    world.bucket.uploads.clear();

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({
      status: "error",
      error_code: "bytes-missing",
      retryable: true,
      details:
        "The upload was aborted, and its parts are gone; announce the file again with another Idempotency-Key.",
    });
  });
});

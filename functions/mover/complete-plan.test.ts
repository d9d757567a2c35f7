import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { anArrival } from "#testing/mover/builders.ts";
import {
  aClientUploadWorld,
  expectArrived,
  PART_BYTES,
  partsOfSent,
  SENT,
} from "#testing/mover/client-upload.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { crc32Of } from "#testing/objects.ts";
import { moveFile } from "./move-file.ts";

const WHOLE = { algorithm: "CRC32", value: crc32Of(SENT) } as const;
const OTHER = { ...WHOLE, value: "AAAAAA==" };

const aPlanWorld = (file: Partial<FileRecord> = {}, sent?: (Uint8Array | undefined)[]) =>
  aClientUploadWorld({
    file: { part_bytes: PART_BYTES, checksum_algorithm: "CRC32", checksum: WHOLE, ...file },
    ...(sent && { sent }),
  });

const move = (world: World, message_id = "message-1") =>
  moveFile(world.ports, anArrival({ message_id }), TIME_LEFT);

const expectRefused = (world: World, details: string) => {
  expect(world.record()).toMatchObject({
    status: "error",
    error_code: "parts-differ",
    retryable: true,
    details: expect.stringContaining(details),
  });
  expect(world.bucket.uploads.size).toBe(1);
  expect(world.bucket.objects.size).toBe(0);
};

describe("the plan of a client's parts", () => {
  it.each([
    ["the mover combines the checksums of the parts", {}],
    ["S3 compares the checksum of the whole", { checksum_type: "FULL_OBJECT" as const }],
  ])("is completed if its parts are the file: %s", async (_, file) => {
    const world = aPlanWorld(file);

    await expect(move(world)).resolves.toBe("completed");

    expectArrived(world);
    expect(world.record()).not.toHaveProperty("checksum_type");
  });

  it("is completed without a checksum of the whole, if the reconciler found all parts", async () => {
    const world = aPlanWorld({ checksum: undefined } as unknown as Partial<FileRecord>);

    await expect(move(world)).resolves.toBe("completed");
    expectArrived(world);
  });

  it.each([
    ["the mover combines the checksums of the parts", {}, "but AAAAAA== was announced"],
    [
      "S3 compares the checksum of the whole",
      { checksum_type: "FULL_OBJECT" as const },
      "do not have the announced checksum",
    ],
  ])("with another checksum is never completed, and its upload stays: %s", async (_, file, details) => {
    const world = aPlanWorld({ checksum: OTHER, ...file });

    await expect(move(world)).resolves.toBe("refused");

    expectRefused(world, details);
  });

  it("with a part of another size is never completed, although the sum is right", async () => {
    const [first = SENT, second = SENT, ...rest] = partsOfSent();
    const moved = [SENT.slice(0, PART_BYTES + 1), SENT.slice(PART_BYTES + 1, first.length + second.length)];
    const world = aPlanWorld({}, [...moved, ...rest]);

    await move(world);

    expectRefused(world, "Part 1 has 11 bytes instead of 10");
  });

  it("of unknown length is not completed before its length was given", async () => {
    const world = aPlanWorld({
      len: 0,
      max_len: 1000,
      checksum: undefined,
    } as unknown as Partial<FileRecord>);

    await move(world);

    expectRefused(world, "not known yet");
  });

  it("is completed after the missing part was sent and another message came", async () => {
    const parts = partsOfSent();
    const world = aPlanWorld({}, [parts[0], undefined, ...parts.slice(2)]);
    await move(world);
    expectRefused(world, "part 2 is missing");
    world.bucket.sendPart("client-1", 2, parts[1] ?? SENT);

    await expect(move(world, "message-2")).resolves.toBe("completed");

    expectArrived(world);
  });
});

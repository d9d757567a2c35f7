import { describe, expect, it } from "vitest";
import { aroundCalls } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aLargeWorld, BYTES, expectArrived, PART_BYTES, PARTS } from "#testing/mover/large-file.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "./move-file.ts";

describe("a file over the threshold", () => {
  it("is copied in parts, with the metadata of any copy", async () => {
    const world = aLargeWorld();
    const calls: string[] = [];
    const ports = aroundCalls(world.ports, (name, call) => {
      calls.push(name);
      return call();
    });

    await expect(moveFile(ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");

    expectArrived(world);
    expect(world.bucket.objects.get(world.file.dest_path)?.metadata).toEqual({
      "malote-file-id": world.file.file_id,
      "malote-source-etag": etagOf(BYTES).replaceAll('"', ""),
      "malote-size": String(BYTES.length),
    });
    expect(calls).toEqual([
      "files.claim",
      "storage.peek",
      "storage.startCopy",
      "files.save",
      ...Array(PARTS).fill("storage.copyPart"),
      "storage.completeCopy",
      "storage.peek",
      "files.save",
      "storage.deleteIfMatch",
    ]);
  });

  it.each([
    [BYTES.length, "storage.copy"],
    [BYTES.length - 1, "storage.startCopy"],
  ])("is copied in parts from one byte over it (threshold %i: %s)", async (thresholdBytes, expected) => {
    const world = aLargeWorld({ parts: { thresholdBytes, partBytes: PART_BYTES } });
    const calls: string[] = [];
    await deliver(world, [aMoveMessage()], (_, name, call) => {
      calls.push(name);
      return call();
    });

    expect(calls[2]).toBe(expected);
    expectMoved(world, BYTES);
  });

  it("has at most eight parts in flight at once", async () => {
    const world = aLargeWorld();
    let inFlight = 0;
    let most = 0;
    await deliver(world, [aMoveMessage()], async (_, name, call) => {
      if (name !== "storage.copyPart") return call();
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      const result = await call();
      inFlight -= 1;
      return result;
    });

    expect(most).toBe(8);
    expectArrived(world);
  });

  it("has the id of its upload in the record before the first part", async () => {
    const world = aLargeWorld();
    const idsAtParts: unknown[] = [];
    await deliver(world, [aMoveMessage()], (_, name, call) => {
      if (name === "storage.copyPart") idsAtParts.push(world.record()?.copy_upload_id);
      return call();
    });

    expect(idsAtParts).toEqual(Array(PARTS).fill("upload-1"));
  });
});

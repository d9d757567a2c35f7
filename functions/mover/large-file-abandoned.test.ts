import { describe, expect, it } from "vitest";
import { rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { aLargeWorld, BYTES, expectArrived, expectNoUpload, OTHER } from "#testing/mover/large-file.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "./move-file.ts";

describe("a copy whose upload is gone", () => {
  const aBegunWorld = async () => {
    const world = aLargeWorld();
    await expect(moveFile(world.ports, anArrival(), timeFor(4))).resolves.toBe("continued");
    return world;
  };
  const continueMove = (world: World) =>
    moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT);

  it("because the lifecycle rule aborted it is begun again", async () => {
    const world = await aBegunWorld();
    world.bucket.uploads.clear();

    await expect(continueMove(world)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("because it was completed succeeds, and no part is copied again", async () => {
    const world = await aBegunWorld();
    const cutOff = rightBefore(world, "storage.deleteIfMatch", () => {});
    const record = world.record();
    await continueMove(cutOff);
    world.bucket.put(world.file.key_path, BYTES);
    if (record) world.files.table.set(record.file_id, record);
    const again = rightBefore(world, "storage.startCopy", () => {
      throw new Error("begun anew");
    });

    await expect(continueMove(again)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("while dest/ has other bytes ends in error, and leaves those bytes", async () => {
    const world = await aBegunWorld();
    world.bucket.uploads.clear();
    world.bucket.put(world.file.dest_path, OTHER);

    await expect(continueMove(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "destination-taken" });
    expect(world.bucket.uploads.size).toBe(0);
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(OTHER);
  });
});

describe("a copy that is abandoned", () => {
  it("because dest/ has other bytes leaves no parts, and leaves those bytes", async () => {
    const world = aLargeWorld();
    world.bucket.put(world.file.dest_path, OTHER);

    await deliver(world, [aMoveMessage()]);

    expect(world.record()).toMatchObject({ status: "error", error_code: "destination-taken" });
    expectNoUpload(world);
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(OTHER);
  });

  it("because its source was overwritten with bytes that are refused leaves no parts", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4));
    world.bucket.put(world.file.key_path, Buffer.from("no picture, and shorter"));

    await expect(moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT)).resolves.toBe(
      "refused",
    );

    expect(world.record()).toMatchObject({ status: "error", error_code: "size-differs" });
    expectNoUpload(world);
  });

  it("because its source was overwritten is aborted, and another upload is begun", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4));
    world.bucket.put(world.file.key_path, OTHER);

    await moveFile(world.ports, anArrival({ message_id: "message-2" }), timeFor(4));

    expect([...world.bucket.uploads.keys()]).toEqual(["upload-2"]);
    expect(world.record()).toMatchObject({
      copy_upload_id: "upload-2",
      copy_source_etag: etagOf(OTHER),
    });
  });

  it("because the whole file has another checksum is deleted", async () => {
    const world = aLargeWorld({ file: { checksum: { algorithm: "CRC32", value: "AAAAAA==" } } });
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) => {
        await world.bucket.completeCopy(...call);
        const etag = world.bucket.objects.get(world.file.dest_path)?.etag ?? "";
        return { result: "checksum-differs", etag } as const;
      },
    };

    await expect(moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "checksum-differs" });
    expect(world.keys()).toEqual([world.file.key_path]);
    expectNoUpload(world);
  });

  it("and cannot be aborted does not keep the error from being written", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4));
    world.bucket.put(world.file.key_path, Buffer.from("no picture, and shorter"));
    const failing = rightBefore(world, "storage.abortUpload", () => {
      throw new Error("SlowDown");
    });

    await expect(moveFile(failing.ports, anArrival({ message_id: "message-2" }), TIME_LEFT)).resolves.toBe(
      "refused",
    );
    expect(world.record()?.status).toBe("error");
    expect(world.reported.notAborted).toEqual([new Error("SlowDown")]);
  });
});

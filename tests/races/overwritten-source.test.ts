import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";

const BYTES = aJpeg();
/** As long as BYTES, so that only its ETag differs. */
const OTHER = aJpeg("HOLIDAY");

describe("a source that is overwritten", () => {
  const moveByQueue = async (world: World) => {
    const queue = fakeQueue(world.time);
    queue.send(aMoveMessage(world.file));
    const receive = receiveMessage({ ...world.ports, deliveries: queue });
    await queue.drain((record) => receive(record, TIME_LEFT));
    return queue;
  };

  /** Runs `action` the first time only. */
  const once = (action: () => void) => {
    let done = false;
    return () => {
      if (!done) action();
      done = true;
    };
  };

  const overwritten = (name: string, bytes: Uint8Array = OTHER): World => {
    const world = aWorld();
    return rightBefore(
      world,
      name,
      once(() => world.bucket.put(world.file.key_path, bytes)),
    );
  };

  it("before the mover's GET is moved with the new bytes", async () => {
    const world = overwritten("storage.peek");

    await moveByQueue(world);

    expectMoved(world, OTHER);
  });

  it("between the GET and the copy is read again, and moved with the new bytes", async () => {
    const world = overwritten("storage.copy");

    await moveByQueue(world);

    expectMoved(world, OTHER);
    expect(world.record()?.source_etag).toBe(etagOf(OTHER));
  });

  it("between the GET and the copy by bytes that are refused ends in error, with nothing in dest/", async () => {
    const world = overwritten("storage.copy", Buffer.from("no picture, longer"));

    await moveByQueue(world);

    expect(world.record()?.status).toBe("error");
    expect(world.keys()).toEqual([world.file.key_path]);
  });

  it("between the copy and completed keeps the verified bytes, and its late bytes are deleted", async () => {
    const world = overwritten("files.save");

    await moveByQueue(world);

    expectMoved(world, BYTES);
  });

  it("between completed and the delete keeps the verified bytes, and its late bytes are deleted", async () => {
    const world = overwritten("storage.deleteIfMatch");

    await moveByQueue(world);

    expectMoved(world, BYTES);
  });

  it("after a copy that was cut off ends in error, with the first verified bytes in dest/", async () => {
    const world = aWorld();
    const cutOff = rightBefore(world, "files.save", () => {
      throw new Error("cut off");
    });
    await expect(moveFile(cutOff.ports, anArrival(), TIME_LEFT)).rejects.toThrow("cut off");
    world.bucket.put(world.file.key_path, OTHER);

    await expect(moveFile(world.ports, anArrival({ receive_count: 2 }), TIME_LEFT)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "destination-taken" });
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(BYTES);
  });
});

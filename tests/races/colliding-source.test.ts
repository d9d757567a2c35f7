import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aroundCalls, rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { COPY_MODES, callsOf, moveWith } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { moveFile } from "../../functions/mover/move-file.ts";

const VERIFIED = aJpeg();
/** As long as VERIFIED, and no picture. The fake bucket gives it the ETag of VERIFIED, as if their MD5s collided. */
const COLLIDING = Uint8Array.from(Buffer.from("MZ, and no picture".padEnd(VERIFIED.length)));
/** Another picture, with the same length and the same ETag. */
const OTHER_PICTURE = aJpeg("HOLIDAY");

const put = ({ bucket, file }: World, bytes: Uint8Array) =>
  bucket.put(file.key_path, bytes, {}, etagOf(VERIFIED));

/** What the file's owner and everybody else can download. */
const stored = ({ bucket, file }: World) => bucket.objects.get(file.dest_path)?.bytes;

const modes = await Promise.all(
  Object.entries(COPY_MODES).map(async ([mode, parts]) => ({
    mode,
    parts,
    copy: mode === "one copy" ? "storage.copy" : "storage.copyPart",
    calls: (await callsOf(aWorld({ parts }))).map((name, at) => ({ name, at })),
  })),
);

describe.each(modes)("a file that goes by $mode", ({ parts, copy, calls }) => {
  it("is not completed with bytes of the same ETag that came between the look and the copy", async () => {
    const world = aWorld({ parts });
    const swapped = rightBefore(world, copy, () => put(world, COLLIDING));

    const { queue } = await deliver(swapped, [aMoveMessage(world.file)]);

    expect(world.record()).toMatchObject({ status: "error", error_code: "type-differs" });
    expect(world.keys()).toEqual([world.file.key_path]);
    expect([...world.bucket.uploads]).toEqual([]);
    expect(queue.deadLetters).toEqual([]);
  });

  it("is not completed with them if the verified bytes are put back after the copy", async () => {
    const world = aWorld({ parts });
    const bytes = { "storage.peek": VERIFIED, [copy]: COLLIDING };
    const ports = aroundCalls(world.ports, (name, call) => {
      const next = bytes[name];
      if (next) put(world, next);
      return call();
    });

    const { queue } = await deliver({ ...world, ports }, [aMoveMessage(world.file)]);

    expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
    expect(stored(world)).toBeUndefined();
    expect(queue.deadLetters).toHaveLength(1);
  });

  it.each(
    calls,
  )("is never completed with bytes that no look saw, if they come before call $at ($name)", async ({
    at,
  }) => {
    const world = aWorld({ parts });

    await moveWith(world, async (index) => index === at && put(world, COLLIDING)).catch(() => {});

    if (world.record()?.status === "completed") expect(stored(world)).toEqual(VERIFIED);
    else expect(stored(world)).toBeUndefined();
  });

  it("of a copy that was cut off before it was checked is moved with the bytes that are verified", async () => {
    const world = aWorld({ parts });
    const swapped = rightBefore(world, copy, () => put(world, COLLIDING));
    let peeks = 0;
    const cutOff = rightBefore(swapped, "storage.peek", () => {
      if (++peeks === 2) throw new Error("cut off before the check");
    });
    await expect(moveFile(cutOff.ports, anArrival(), TIME_LEFT)).rejects.toThrow("retry in");
    expect(stored(world)).toEqual(COLLIDING);
    put(world, VERIFIED);

    await deliver(world, [aMoveMessage(world.file)]);

    expectMoved(world, VERIFIED);
  });

  it("keeps the copy of another mover, which took over and verified other bytes", async () => {
    const world = aWorld({ parts });
    let peeks = 0;
    const slow = aroundCalls(world.ports, async (name, call) => {
      if (name === "storage.peek" && ++peeks === 2) {
        // The lease has ended. Another mover verifies, copies and completes the bytes that came meanwhile.
        world.bucket.objects.delete(world.file.dest_path);
        put(world, OTHER_PICTURE);
        world.time.pass(3600);
        await moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT);
        expectMoved(world, OTHER_PICTURE);
      }
      return call();
    });

    await expect(moveFile(slow, anArrival(), TIME_LEFT)).resolves.toBe("superseded");

    expectMoved(world, OTHER_PICTURE);
  });
});

import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith, WAYS } from "#testing/mover/calls.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { reconciles, removes } from "./others.ts";

// DELETE /files/{file_id} by a function whose clock is minutes off, while a mover is at work.

const BYTES = aJpeg();
const MINUTES = 60;

const expectGone = (world: World, uploads = 0) => {
  expect(world.record()?.status).toBe("deleted");
  expect(world.keys()).toEqual([]);
  expect(world.bucket.uploads.size).toBe(uploads);
};

describe.each(EVERY_CALL)("a delete before call $at of $way, $name", ({ way, parts, at }) => {
  it.each([
    ["ahead, to which no mover holds the file: it deletes bytes that are being copied", 5 * MINUTES],
    ["behind", -5 * MINUTES],
  ])("by a clock that is %s: nothing is left", async (_, skew) => {
    const world = aWorld({ bytes: BYTES, parts });

    await moveWith(world, async (i) => {
      if (i === at) await removes(world, skew);
    });

    expectGone(world);
  });

  it("by a clock that is ahead, and the mover killed right after: nothing is left once its message is back", async () => {
    const world = aWorld({ bytes: BYTES, parts });
    const killed = moveWith(world, async (i) => {
      if (i === at) await removes(world, 5 * MINUTES);
      if (i > at) throw new Error("killed");
    });
    await killed.catch(() => {});
    world.time.pass(720);

    await moveFile(world.ports, anArrival({ receive_count: 2 }), TIME_LEFT);

    // Begun, and its id in no record yet: an upload without parts, which is left to the lifecycle rule.
    expectGone(world, way === "a copy in parts" && (at === 2 || at === 3) ? 1 : 0);
  });
});

it("a delete by a clock that is behind takes a dead mover's lease for live: the reconciler deletes the bytes", async () => {
  const world = aWorld({ bytes: BYTES, parts: WAYS["one copy"] });
  const killed = moveWith(world, async (i) => {
    if (i >= 3) throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  world.time.pass(200);

  await removes(world, -5 * MINUTES);

  expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
  // Not before the presigned POST is over, too: it lets bytes in until then.
  await expect(reconciles(world)).resolves.toBe("changed-meanwhile");
  world.time.pass(17 * MINUTES);
  await expect(reconciles(world)).resolves.toBe("tombstone-swept");
  expectGone(world);
});

import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { COPY_MODES, EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { deleteFile, runReconciler } from "./others.ts";

// DELETE /files/{file_id} by a function whose clock is wrong by minutes, while a mover works on the file.

const BYTES = aJpeg();
const MINUTES = 60;

const expectGone = (world: World, uploads = 0) => {
  expect(world.record()?.status).toBe("deleted");
  expect(world.keys()).toEqual([]);
  expect(world.bucket.uploads.size).toBe(uploads);
};

describe.each(EVERY_CALL)("a delete before call $at of $mode ($name)", ({ mode, parts, at }) => {
  it.each([
    ["ahead, so it takes the lease for ended and deletes bytes that are being copied", 5 * MINUTES],
    ["behind", -5 * MINUTES],
  ])("leaves nothing if its clock is %s", async (_, skew) => {
    const world = aWorld({ bytes: BYTES, parts });

    await moveWith(world, async (i) => {
      if (i === at) await deleteFile(world, skew);
    });

    expectGone(world);
  });

  it("leaves nothing after redelivery if its clock is ahead and the mover is killed right after it", async () => {
    const world = aWorld({ bytes: BYTES, parts });
    const killed = moveWith(world, async (i) => {
      if (i === at) await deleteFile(world, 5 * MINUTES);
      if (i > at) throw new Error("killed");
    });
    await killed.catch(() => {});
    world.time.pass(720);

    await moveFile(world.ports, anArrival({ receive_count: 2 }), TIME_LEFT);

    // An upload without parts was begun, but its id is not in the record yet. The lifecycle rule aborts it.
    expectGone(world, mode === "a copy in parts" && (at === 2 || at === 3) ? 1 : 0);
  });
});

it("the reconciler deletes the bytes after a delete whose clock is behind took a dead mover's lease for live", async () => {
  const world = aWorld({ bytes: BYTES, parts: COPY_MODES["one copy"] });
  const killed = moveWith(world, async (i) => {
    if (i >= 3) throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  world.time.pass(200);

  await deleteFile(world, -5 * MINUTES);

  expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
  // Not before the presigned POST has ended too: S3 accepts bytes until then.
  await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");
  world.time.pass(17 * MINUTES);
  await expect(runReconciler(world)).resolves.toBe("tombstone-swept");
  expectGone(world);
});

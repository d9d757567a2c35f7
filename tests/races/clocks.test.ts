import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { COPY_MODES, EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { runReconciler } from "./others.ts";

// Two movers meet on one file, and the clock of one mover is wrong by minutes.

const BYTES = aJpeg();
const MINUTES = 60;

/** The same world for a mover whose clock is `seconds` ahead. */
const withSkew = (world: World, seconds: number): World => ({
  ...world,
  ports: { ...world.ports, clock: () => new Date(world.time.now() + seconds * 1000) },
});

const SECOND = anArrival({ message_id: "message-2" });

const expectMovedOnce = (world: World) => {
  expectMoved(world, BYTES);
  expect(world.record()?.history.filter(({ status }) => status === "completed")).toHaveLength(1);
  expect(world.bucket.uploads.size).toBe(0);
};

it("the loops below cover every call of a move, in both copy modes", () => {
  expect(EVERY_CALL.map(({ name }) => name)).toEqual([
    ...["files.claim", "storage.peek", "storage.copy", "storage.peek", "files.save", "storage.deleteIfMatch"],
    ...[
      "files.claim",
      "storage.peek",
      "storage.startCopy",
      "files.save",
      ...Array(3).fill("storage.copyPart"),
    ],
    ...["storage.completeCopy", "storage.peek", "files.save", "storage.deleteIfMatch"],
  ]);
});

describe.each(EVERY_CALL)("a second mover claims the file before call $at of $mode ($name)", ({
  parts,
  at,
}) => {
  it.each([
    ["the second clock is ahead, so the second mover takes a live lease for an ended one", 0, 5 * MINUTES],
    ["the first clock is behind, so the second mover takes a live lease for an ended one", -5 * MINUTES, 0],
    ["the second clock is behind", 0, -5 * MINUTES],
    ["the first clock is ahead", 5 * MINUTES, 0],
  ])("%s", async (_, firstSkew, secondSkew) => {
    const world = aWorld({ bytes: BYTES, parts });
    let second: Promise<string> | undefined;

    const first = await moveWith(withSkew(world, firstSkew), async (i) => {
      if (i === at) second = moveFile(withSkew(world, secondSkew).ports, SECOND, TIME_LEFT);
      await second;
    });

    expectMovedOnce(world);
    expect([first, await second].filter((outcome) => outcome === "completed")).toHaveLength(1);
  });

  it("the second clock is ahead, and both movers continue at the same time", async () => {
    const world = aWorld({ bytes: BYTES, parts });
    let second: Promise<string> | undefined;

    const first = await moveWith(world, async (i) => {
      if (i === at) second = moveFile(withSkew(world, 5 * MINUTES).ports, SECOND, TIME_LEFT);
    });

    expect([first, await second].filter((outcome) => outcome === "completed")).toHaveLength(1);
    expectMovedOnce(world);
  });
});

it("the reconciler queues a file whose mover is dead, after a mover with a slow clock acknowledged its message", async () => {
  const world = aWorld({ bytes: BYTES, parts: COPY_MODES["one copy"] });
  const killed = moveWith(world, async (i) => {
    if (i >= 2) throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  world.time.pass(151);
  const behind = withSkew(world, -5 * MINUTES);
  await expect(moveFile(behind.ports, SECOND, TIME_LEFT)).resolves.toBe("held-by-another-mover");

  await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");
  world.time.pass(15 * MINUTES);
  await expect(runReconciler(world)).resolves.toBe("requeued");

  expect(world.sent.map((message) => JSON.stringify(message))).toEqual([aMoveMessage(world.file)]);
  await expect(moveFile(world.ports, anArrival({ message_id: "message-3" }), TIME_LEFT)).resolves.toBe(
    "completed",
  );
  expectMovedOnce(world);
});

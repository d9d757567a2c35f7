import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith, WAYS } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { reconciles } from "./others.ts";

// Two movers meet on one file, and the clock of one is minutes off.

const BYTES = aJpeg();
const MINUTES = 60;

/** The same world as a mover sees it whose clock is so many seconds ahead. */
const ahead = (world: World, seconds: number): World => ({
  ...world,
  ports: { ...world.ports, clock: () => new Date(world.time.now() + seconds * 1000) },
});

const other = anArrival({ message_id: "message-2" });

const expectMovedOnce = (world: World) => {
  expectMoved(world, BYTES);
  expect(world.record()?.history.filter(({ status }) => status === "completed")).toHaveLength(1);
  expect(world.bucket.uploads.size).toBe(0);
};

it("the loops below go over every call of a move, either way", () => {
  expect(EVERY_CALL.map(({ name }) => name)).toEqual([
    ...["files.claim", "storage.peek", "storage.copy", "files.save", "storage.deleteIfMatch"],
    ...[
      "files.claim",
      "storage.peek",
      "storage.startCopy",
      "files.save",
      ...Array(3).fill("storage.copyPart"),
    ],
    ...["storage.completeCopy", "files.save", "storage.deleteIfMatch"],
  ]);
});

describe.each(EVERY_CALL)("before call $at of $way, $name, another mover comes", ({ parts, at }) => {
  it.each([
    ["ahead of ours: it takes our live lease for over, and the file from us", 0, 5 * MINUTES],
    ["right, and ours behind: the same", -5 * MINUTES, 0],
    ["behind ours", 0, -5 * MINUTES],
    ["right, and ours ahead", 5 * MINUTES, 0],
  ])("whose clock is %s", async (_, ours, theirs) => {
    const world = aWorld({ bytes: BYTES, parts });
    let second: Promise<string> | undefined;

    const first = await moveWith(ahead(world, ours), async (i) => {
      if (i === at) second = moveFile(ahead(world, theirs).ports, other, TIME_LEFT);
      await second;
    });

    expectMovedOnce(world);
    expect([first, await second].filter((outcome) => outcome === "completed")).toHaveLength(1);
  });

  it("whose clock is ahead, and both go on side by side", async () => {
    const world = aWorld({ bytes: BYTES, parts });
    let second: Promise<string> | undefined;

    const first = await moveWith(world, async (i) => {
      if (i === at) second = moveFile(ahead(world, 5 * MINUTES).ports, other, TIME_LEFT);
    });

    expect([first, await second].filter((outcome) => outcome === "completed")).toHaveLength(1);
    expectMovedOnce(world);
  });
});

it("a message acknowledged as in another hand, by a clock behind, though that mover is dead: the reconciler queues the file", async () => {
  const world = aWorld({ bytes: BYTES, parts: WAYS["one copy"] });
  const killed = moveWith(world, async (i) => {
    if (i >= 2) throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  world.time.pass(131);
  const behind = ahead(world, -5 * MINUTES);
  await expect(moveFile(behind.ports, other, TIME_LEFT)).resolves.toBe("held-by-another-mover");

  await expect(reconciles(world)).resolves.toBe("requeued");

  expect(world.sent.map((message) => JSON.stringify(message))).toEqual([aMoveMessage(world.file)]);
  await expect(moveFile(world.ports, anArrival({ message_id: "message-3" }), TIME_LEFT)).resolves.toBe(
    "completed",
  );
  expectMovedOnce(world);
});

import { describe, expect, test } from "vitest";
import { CONTINUED, IN_PARTS, OTHERS, SINGLE } from "./scenes/moves.ts";
import { fileOf, play, pointsOf, record } from "./scenes/scene.ts";
import { onceAt } from "./world/disturb.ts";
import { put, sha256, type TestFile } from "./world/files.ts";
import { expectInOrder, type Fate } from "./world/in-order.ts";
import { readObject, records } from "./world/look.ts";
import { notification, send } from "./world/messages.ts";
import type { World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promise 3: the source is overwritten at any time. dest/ gets verified bytes of one version, never a mixture, or
// nothing.

const LATER = "0055AED6DCD90281E6";

/** The bytes that overwrite the source of a file with `length` bytes. */
const REPLACEMENTS = {
  "as many other bytes": (length: number) => OTHERS.subarray(0, length),
  "fewer bytes": (length: number) => OTHERS.subarray(0, length - 1),
};

const moves = await Promise.all(
  [SINGLE, IN_PARTS, CONTINUED].map(async (scene) => ({
    name: scene.name,
    scene,
    points: pointsOf(await record(scene)).flatMap((point) =>
      Object.entries(REPLACEMENTS).map(([replacement, bytesOf]) => ({ ...point, replacement, bytesOf })),
    ),
  })),
);

/** The outcome by the file's record: either version, or an error. expectInOrder checks that all bytes are of it. */
const fateOf = async (world: World, file: TestFile, replacement: Uint8Array): Promise<Fate> => {
  const { file_id, dest_path } = file.record;
  const status = (await records(world)).get(file_id)?.status ?? "pending";
  if (status !== "completed") return { file, status: "error", stays: true };
  const stored = sha256((await readObject(world, dest_path)).bytes);
  // Bytes with another length than announced are never accepted.
  const bytes = [file.bytes, replacement].find(
    (some) => some.length === file.bytes.length && sha256(some) === stored,
  );
  return { file, status, bytes: bytes ?? file.bytes };
};

describe.concurrent.each(moves)("$name", ({ scene, points }) => {
  test.each(points)("is no mixture with $replacement that arrive $when call $at ($name)", ({
    name,
    when,
    bytesOf,
  }) =>
    inAWorld(async (world) => {
      let overwritten = false;
      const stage = await play(scene, world, (stage) =>
        onceAt(name, when, async () => {
          const file = fileOf(stage);
          const replacement = bytesOf(file.bytes.length);
          await put(world, file, replacement);
          await send(world, notification(world, { file, bytes: replacement, sequencer: LATER }));
          overwritten = true;
        }),
      );

      expect(overwritten).toBe(true);
      const file = fileOf(stage);
      await expectInOrder(world, [await fateOf(world, file, bytesOf(file.bytes.length))]);
    }));
});

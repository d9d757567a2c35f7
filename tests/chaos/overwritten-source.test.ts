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

// Promise 3: whatever overwrites the source, and whenever, dest/ gets bytes that were verified, all of one kind,
// or nothing.

const LATER = "0055AED6DCD90281E6";

/** What is written over the source of a file of so many bytes. */
const OVER = {
  "as many others": (length: number) => OTHERS.subarray(0, length),
  fewer: (length: number) => OTHERS.subarray(0, length - 1),
};

const moves = await Promise.all(
  [SINGLE, IN_PARTS, CONTINUED].map(async (scene) => ({
    name: scene.name,
    scene,
    points: pointsOf(await record(scene)).flatMap((point) =>
      Object.entries(OVER).map(([others, bytesOf]) => ({ ...point, others, bytesOf })),
    ),
  })),
);

/** Which of the two it has become, as the record says it; that the bytes are all of that one, expectInOrder sees. */
const fateOf = async (world: World, file: TestFile, others: Uint8Array): Promise<Fate> => {
  const { file_id, dest_path } = file.record;
  const status = (await records(world)).get(file_id)?.status ?? "pending";
  if (status !== "completed") return { file, status: "error", stays: true };
  const there = sha256((await readObject(world, dest_path)).bytes);
  // Bytes of another length than announced never count as its own.
  const bytes = [file.bytes, others].find(
    (some) => some.length === file.bytes.length && sha256(some) === there,
  );
  return { file, status, bytes: bytes ?? file.bytes };
};

describe.concurrent.each(moves)("$name", ({ scene, points }) => {
  test.each(points)("is no mixture with $others that came $when call $at, $name", ({ name, when, bytesOf }) =>
    inAWorld(async (world) => {
      let overwritten = false;
      const stage = await play(scene, world, (stage) =>
        onceAt(name, when, async () => {
          const file = fileOf(stage);
          const others = bytesOf(file.bytes.length);
          await put(world, file, others);
          await send(world, notification(world, { file, bytes: others, sequencer: LATER }));
          overwritten = true;
        }),
      );

      expect(overwritten).toBe(true);
      const file = fileOf(stage);
      await expectInOrder(world, [await fateOf(world, file, bytesOf(file.bytes.length))]);
    }));
});

import { describe, expect, test } from "vitest";
import { FileNotFound } from "../../layers/core/src/domain/errors.ts";
import { CONTINUED, IN_PARTS, SINGLE } from "./scenes/moves.ts";
import { letEverythingExpire, reconcileUntilDone } from "./scenes/reconciler.ts";
import { fileOf, play, pointsOf, record } from "./scenes/scene.ts";
import { aFunction } from "./world/crash.ts";
import { onceAt } from "./world/disturb.ts";
import { ownerOf, type TestFile } from "./world/files.ts";
import { expectInOrder } from "./world/in-order.ts";
import type { Plan } from "./world/plan.ts";
import { both } from "./world/plan.ts";
import type { World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promise 8: a delete at every call of a move. In the end temp/ and dest/ have no bytes. After the response to the
// delete, every request for the file gets a 404.

const moves = await Promise.all(
  [SINGLE, IN_PARTS, CONTINUED].map(async (scene) => ({
    name: scene.name,
    scene,
    points: pointsOf(await record(scene)),
  })),
);

const consult = (world: World, file: TestFile) =>
  world.process().consult({ file_id: file.record.file_id }, ownerOf(file), {});

describe.concurrent.each(moves)("$name", ({ scene, points }) => {
  test.each(points)("leaves nothing if it is deleted $when call $at ($name)", ({ name, when }) =>
    inAWorld(async (world) => {
      let deleted = false;
      const deleting = (file: TestFile): Plan =>
        both(
          // The status is requested before each later call of the mover.
          async (_, send) => {
            if (deleted) await expect(consult(world, file)).rejects.toThrow(FileNotFound);
            return send();
          },
          onceAt(name, when, async () => {
            await world.process().remove({ file_id: file.record.file_id }, ownerOf(file));
            deleted = true;
          }),
        );
      const stage = await play(scene, world, (stage) => deleting(fileOf(stage)));
      const file = fileOf(stage);

      expect(deleted).toBe(true);
      await expect(consult(world, file)).rejects.toThrow(FileNotFound);
      letEverythingExpire(world);
      await reconcileUntilDone(world, aFunction(world));
      await expectInOrder(world, [{ file, status: "deleted" }]);
    }));
});

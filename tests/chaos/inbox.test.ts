import { describe, expect, test } from "vitest";
import { FileNotFound } from "../../layers/core/src/domain/errors.ts";
import { FROM_INBOX, FROM_INBOX_CONTINUED } from "./scenes/inbox.ts";
import { OTHERS } from "./scenes/moves.ts";
import { letEverythingExpire, reconcileUntilDone } from "./scenes/reconciler.ts";
import { fileOf, play, pointsOf, record } from "./scenes/scene.ts";
import { aFunction } from "./world/crash.ts";
import { downFrom, onceAt } from "./world/disturb.ts";
import { ownerOf, type TestFile } from "./world/files.ts";
import { expectInOrder, type Fate } from "./world/in-order.ts";
import { handleInbox, sendToInbox, writeToInbox } from "./world/inbox.ts";
import { records } from "./world/look.ts";
import type { World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promises 3, 6 and 8 for files that arrive through S3 alone. They are killed at any call in killed-at-any-call.test.ts.

const scenes = await Promise.all(
  [FROM_INBOX, FROM_INBOX_CONTINUED].map(async (scene) => {
    const calls = await record(scene);
    return {
      name: scene.name,
      scene,
      points: pointsOf(calls),
      calls: calls.map((call) => ({ call, name: call.name })),
    };
  }),
);

const REPLACEMENTS = {
  "other bytes": (bytes: Uint8Array) => OTHERS.subarray(0, bytes.length),
  "the same bytes": (bytes: Uint8Array) => bytes,
};

/** The outcome of a write that was overwritten: no record, a file of its own bytes, or a file that never got bytes. */
const fatesOfOverwritten = async (world: World, file: TestFile): Promise<Fate[]> => {
  const found = (await records(world)).get(file.record.file_id);
  return found ? [{ file, status: found.status === "completed" ? "completed" : "expired" }] : [];
};

describe.concurrent.each(scenes)("$name", ({ scene, points, calls }) => {
  test.each(
    points.flatMap((point) =>
      Object.entries(REPLACEMENTS).map(([replacement, bytesOf]) => ({ ...point, replacement, bytesOf })),
    ),
  )("is no mixture with $replacement that overwrite it $when call $at ($name)", ({
    name,
    when,
    replacement,
    bytesOf,
  }) =>
    inAWorld(async (world) => {
      const files: TestFile[] = [];
      const stage = await play(scene, world, (set) =>
        onceAt(name, when, async () => {
          const second = await writeToInbox(world, "second", bytesOf(fileOf(set).bytes), { nth: 2 });
          await sendToInbox(world, second.event);
          files.push(second.file);
        }),
      );
      await handleInbox(world);
      letEverythingExpire(world);
      await reconcileUntilDone(world, aFunction(world));

      const [second] = files;
      if (!second) throw new Error("nothing was overwritten");
      const first = await fatesOfOverwritten(world, fileOf(stage));
      // S3 dates objects in seconds. So the same bytes within one second may count as one write.
      const last = replacement === "other bytes" ? [] : await fatesOfOverwritten(world, second);
      const fates: Fate[] = [
        ...first,
        ...(replacement === "other bytes" ? [{ file: second, status: "completed" as const }] : last),
      ];
      expect(fates.some(({ status }) => status === "completed")).toBe(true);
      await expectInOrder(world, fates, { uploads: 1 });
    }));

  test.each(points)("leaves nothing if its file is deleted $when call $at ($name)", ({ name, when }) =>
    inAWorld(async (world) => {
      let deleted = false;
      const stage = await play(scene, world, (set) =>
        onceAt(name, when, async () => {
          const { file_id } = fileOf(set).record;
          deleted = await world
            .process()
            .remove({ file_id }, ownerOf(fileOf(set)))
            .then(
              () => true,
              (error: unknown) => {
                // The record does not exist yet.
                if (error instanceof FileNotFound) return false;
                throw error;
              },
            );
        }),
      );
      await handleInbox(world);
      letEverythingExpire(world);
      await reconcileUntilDone(world, aFunction(world));
      await handleInbox(world);
      await expectInOrder(world, [{ file: fileOf(stage), status: deleted ? "deleted" : "completed" }], {
        uploads: 1,
      });
    }));

  test.each(calls)("is completed in the end if a service goes down at $name", ({ call }) =>
    inAWorld(async (world) => {
      const { act, fates, remains } = await scene.set(world);
      const failing = aFunction(world, downFrom(call));
      let deliveries = 0;
      // The service is up again from the third delivery on.
      await act({
        current: () => (deliveries++ < 2 ? failing.current() : world.process()),
        hasDied: () => false,
      });
      await handleInbox(world);
      await expectInOrder(world, fates, { ...remains, uploads: 1 });
    }));
});

import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import type { TimeLeft } from "../../../layers/core/src/ports.ts";
import { type TestFunction, untilAnswered } from "../world/crash.ts";
import { deliver } from "../world/deliver.ts";
import { aFile, aSentFile, ownerOf, put, type TestFile } from "../world/files.ts";
import { moveMessage, send } from "../world/messages.ts";
import type { World } from "../world/types.ts";
import type { Scene } from "./scene.ts";

const RUN_SECONDS = 300;
export const RUN_TIME: TimeLeft = () => 240_000;

/** Runs the reconciler as the schedule does, until a run succeeds. The run after a failed run is its retry. */
export const reconcileUntilDone = async (world: World, invoked: TestFunction): Promise<void> => {
  for (let failed = true; failed; ) {
    failed = await untilAnswered(invoked, async (process) => {
      world.pass(RUN_SECONDS);
      return process.reconcile(RUN_TIME).then(
        ({ failed }) => failed > 0,
        () => true,
      );
    });
  }
};

/** Moves the clock on until every presigned POST has ended, every tombstone is due, and all of temp/ is over an hour old. */
export const letEverythingExpire = (world: World): void => world.pass(2 * 3600);

/** The record of a file whose mover was killed in attempt number `attempts`. */
export const abandonedByMover = (at: string, attempts: number): Partial<FileRecord> => ({
  status: "processing",
  attempts,
  version: 3,
  lease_owner: "a mover long gone",
  lease_until: at,
  check_at: at,
  history: [
    { status: "pending", at, by: "owner" },
    { status: "uploaded", at, by: "mover" },
    { status: "processing", at, by: "mover" },
  ],
});

const EXPIRED = (at: string): FileRecord["history"] => [
  { status: "pending", at, by: "owner" },
  { status: "expired", at, by: "reconciler" },
];

const completed = async (world: World, label: string): Promise<TestFile> => {
  const file = await aSentFile(world, label);
  await send(world, moveMessage(file));
  await deliver(world);
  return file;
};

/** A run that finds one file for each of its actions. */
export const RECONCILED: Scene = {
  name: "a run of the reconciler",
  async set(world) {
    const at = world.clock().toISOString();
    const notNotified = await aSentFile(world, "not-notified");
    const abandoned = await aFile(world, "abandoned");
    const left = await aFile(world, "left", undefined, { record: abandonedByMover(at, 1) });
    await put(world, left);
    const hopeless = await aFile(world, "hopeless", undefined, { record: abandonedByMover(at, 5) });
    await put(world, hopeless);
    const moved = await completed(world, "moved");
    await put(world, moved);
    const deleted = await completed(world, "deleted");
    await world.process().remove({ file_id: deleted.record.file_id }, ownerOf(deleted));
    await put(world, deleted);
    const expired = { status: "expired", version: 2, check_at: at, history: EXPIRED(at) } as const;
    const overdue = await aFile(world, "overdue", undefined, { record: expired });
    letEverythingExpire(world);
    return {
      async act(invoked) {
        await reconcileUntilDone(world, invoked);
        await deliver(world);
      },
      fates: [
        { file: notNotified, status: "completed" },
        { file: abandoned, status: "expired" },
        { file: left, status: "completed" },
        { file: hopeless, status: "error", stays: true },
        { file: moved, status: "completed" },
        { file: deleted, status: "deleted" },
        { file: overdue, status: "expired" },
      ],
    };
  },
};

import type { StatusView, UpdateRequest } from "@malote/core";
import { aCaller } from "#testing/builders.ts";
import type { World } from "#testing/mover/ports.ts";
import type { FileOutcome } from "../../functions/reconciler/ports.ts";
import { reconcileFile } from "../../functions/reconciler/reconcile-file.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { updateStatus } from "../../functions/update/update-status.ts";

// Whoever else works on the file of a world, by a clock that is `skew` seconds ahead of its own.

const clockOf =
  ({ time }: World, skew: number) =>
  () =>
    new Date(time.now() + skew * 1000);

/** The reconciler looks at the file; what it queues is in `world.sent`. */
export const reconciles = (world: World, skew = 0): Promise<FileOutcome> => {
  const storage = { ...world.bucket, list: async () => ({ objects: [], more: false }) };
  const ports = { ...world.ports, files: world.files, storage };
  return reconcileFile(ports, world.file.file_id, clockOf(world, skew)().toISOString());
};

/** The owner deletes the file. */
export const removes = (world: World, skew = 0): Promise<void> =>
  removeFile({
    files: world.files,
    storage: world.bucket,
    clock: clockOf(world, skew),
    leftBehind: (_, cause) => {
      throw cause;
    },
  })({ file_id: world.file.file_id }, aCaller());

/** An operator, or a worker of the deployment's own, sets a status; a retry is in `world.sent`. */
export const says = (world: World, status: UpdateRequest["status"], skew = 0): Promise<StatusView> =>
  updateStatus({
    files: world.files,
    storage: world.bucket,
    queue: world.ports.queue,
    clock: clockOf(world, skew),
  })({ file_id: world.file.file_id, status, details: undefined });

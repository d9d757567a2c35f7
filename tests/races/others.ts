import type { StatusView, UpdateRequest } from "@malote/core";
import { aCaller } from "#testing/builders.ts";
import type { World } from "#testing/mover/ports.ts";
import type { FileOutcome } from "../../functions/reconciler/ports.ts";
import { reconcileFile } from "../../functions/reconciler/reconcile-file.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { updateStatus } from "../../functions/update/update-status.ts";

// The other processes that may work on the file of a world. Their clock is `skew` seconds ahead of the world's clock.

const clockOf =
  ({ time }: World, skew: number) =>
  () =>
    new Date(time.now() + skew * 1000);

/** The reconciler checks the file. The messages that it sends are in `world.sent`. */
export const runReconciler = (world: World, skew = 0): Promise<FileOutcome> => {
  const storage = { ...world.bucket, list: async () => ({ objects: [], more: false }) };
  const ports = { ...world.ports, files: world.files, storage };
  return reconcileFile(ports, world.file.file_id, clockOf(world, skew)().toISOString());
};

/** The owner deletes the file. */
export const deleteFile = (world: World, skew = 0): Promise<void> =>
  removeFile({
    files: world.files,
    storage: world.bucket,
    clock: clockOf(world, skew),
    leftBehind: (_, cause) => {
      throw cause;
    },
  })({ file_id: world.file.file_id }, aCaller());

/** An operator, or a worker of the deployment, sets a status. The message of a retry is in `world.sent`. */
export const setStatus = (world: World, status: UpdateRequest["status"], skew = 0): Promise<StatusView> =>
  updateStatus({
    files: world.files,
    storage: world.bucket,
    queue: world.ports.queue,
    clock: clockOf(world, skew),
  })({ file_id: world.file.file_id, status, details: undefined });

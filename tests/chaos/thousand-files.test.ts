import { expect, inject, test } from "vitest";
import { openQueues } from "../../operate/redrive/queues.ts";
import { redrive } from "../../operate/redrive/redrive.ts";
import { manyFiles } from "./scenes/many-files.ts";
import { letEverythingExpire, reconcileUntilDone } from "./scenes/reconciler.ts";
import { removeUntilDone } from "./scenes/routes.ts";
import { aFunction } from "./world/crash.ts";
import { deliver } from "./world/deliver.ts";
import { randomFaults } from "./world/faults.ts";
import { expectInOrder } from "./world/in-order.ts";
import { queueDepth } from "./world/look.ts";
import { send } from "./world/messages.ts";
import { seeded } from "./world/random.ts";
import type { World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promise 2: no file is lost, doubled or in a wrong status, and nothing is left in temp/.

/** The share of all attempts: the SDK's retries run out sometimes, the deliveries of a message very rarely. */
const SHARE_OF_FAULTS = 0.2;
const MAPPINGS = 4;

/** Redrives the dead letters, as an operator does when the services are up. Returns how many there were. */
const redriveAll = async (world: World): Promise<number> => {
  const letters = await queueDepth(world, world.dlqUrl);
  await redrive(await openQueues({ client: world.sqs, ...world }), { dryRun: false, print() {} });
  await deliver(world);
  return letters;
};

test(
  `${inject("chaosFiles")} files with up to five messages each, shuffled, while services fail`,
  () =>
    inAWorld(async (world) => {
      const seed = inject("chaosSeed");
      const { fates, deleted, messages } = await manyFiles(
        world,
        inject("chaosFiles"),
        seeded(seed, "many files"),
      );
      await send(world, ...messages);
      const faults = randomFaults(seed, SHARE_OF_FAULTS);
      // One process for all batches, so that the name of an attempt does not depend on its batch.
      const process = world.process(faults.plan);

      await Promise.all([
        deliver(world, () => ({ process }), { atOnce: MAPPINGS }),
        ...deleted.map((file) => removeUntilDone(process, file)),
      ]);
      faults.stop();

      await deliver(world);
      const deadLetters = await redriveAll(world);
      letEverythingExpire(world);
      await reconcileUntilDone(world, aFunction(world));
      await deliver(world);

      console.log(
        `${fates.length} files, ${messages.length} messages, ${process.made.length} attempts, ${faults.hit.length} faults, ${deadLetters} dead letters redriven`,
      );
      expect(faults.hit.length).toBeGreaterThan(fates.length / 10);
      // Uploads whose begin or abort failed: the lifecycle rule aborts them (docs/decisions.md).
      const uploads = faults.hit.filter(({ operation }) => /^(Create|Abort)MultipartUpload$/.test(operation));
      await expectInOrder(world, fates, { uploads: uploads.length });
    }),
  600_000,
);

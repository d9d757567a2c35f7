import { expect, test } from "vitest";
import { openQueues } from "../../operate/redrive/queues.ts";
import { redrive } from "../../operate/redrive/redrive.ts";
import { deleteRecord, restoreRecord, sendMessages } from "../e2e/cloud.ts";
import { postForm, settled, until } from "../e2e/service.ts";
import { deployedWorld, requestFile } from "./world/deployed-world.ts";
import { expectInOrder } from "./world/in-order.ts";
import { deadLetters, keysUnder, queueDepth } from "./world/look.ts";
import { moveMessage } from "./world/messages.ts";

// Promise 4, with the queue, the dead-letter queue and the mover of the deployed template.

test("nine messages of a batch succeed, the poisoned one is dead, and redrive completes its file", async () => {
  const world = deployedWorld();
  const files = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      requestFile(world, `file-${i}`, Buffer.from(`the bytes of file ${i}`)),
    ),
  );
  // The records are missing when the bytes arrive, so their notifications find no record and are dropped.
  const lost = await Promise.all(files.map(({ record }) => deleteRecord(record.file_id)));
  for (const file of files) expect((await postForm(file.upload, file.bytes)).status).toBe(204);
  await until(
    () => queueDepth(world, world.queueUrl),
    (depth) => depth === 0,
    60,
  );
  const [poisoned, ...others] = files;
  const [missing, ...restored] = lost;
  if (!poisoned || !missing) throw new Error("there are no files");
  await Promise.all(restored.map(restoreRecord));

  await sendMessages(files.map(moveMessage));

  for (const { record } of others)
    expect((await settled(record.file_id)).body).toMatchObject({ status: "completed" });
  await until(
    () => deadLetters(world),
    (count) => count === 1,
    60,
  );
  expect(await keysUnder(world, poisoned.record.dest_path)).toEqual([]);

  await restoreRecord(missing);
  await redrive(await openQueues({ client: world.sqs, ...world }), { dryRun: false, print() {} });
  expect((await settled(poisoned.record.file_id)).body).toMatchObject({ status: "completed" });
  await until(
    () => keysUnder(world, "temp/"),
    (keys) => keys.length === 0,
  );
  await expectInOrder(
    world,
    files.map((file) => ({ file, status: "completed" })),
  );
}, 180_000);

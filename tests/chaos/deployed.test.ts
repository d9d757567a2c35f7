import { expect, inject, test } from "vitest";
import { changeRecord, deleteRecord, restoreRecord, sendMessages } from "../e2e/cloud.ts";
import { runReconciler } from "../e2e/reconciler.ts";
import { postForm, until } from "../e2e/service.ts";
import { deployedWorld, requestFile, untilAvailable } from "./world/deployed-world.ts";
import { inGroups } from "./world/in-groups.ts";
import { expectInOrder, type Fate } from "./world/in-order.ts";
import { keysUnder, queueDepth, records } from "./world/look.ts";
import { moveMessage, notification } from "./world/messages.ts";
import { seeded } from "./world/random.ts";

// Promise 2 on the deployed template: S3's own notifications, the queue and its event source mapping, the
// functions' roles, and the reconciler invoked like the schedule does. S3 is the emulator's here.

const FILES = 60;
const AT_ONCE = 10;
const LONG_AGO = "2026-01-01T00:00:00.000Z";

type Kind = "duplicated" | "lost" | "deleted" | "no picture";

/** One file in eight is lost, one in ten is deleted, and one in ten has another type than declared. */
const kindOf = (drawn: number): Kind => {
  if (drawn < 0.125) return "lost";
  if (drawn < 0.225) return "deleted";
  return drawn < 0.325 ? "no picture" : "duplicated";
};

const FATES: Record<Kind, Omit<Fate, "file">> = {
  duplicated: { status: "completed" },
  lost: { status: "completed" },
  deleted: { status: "deleted" },
  "no picture": { status: "error", stays: true },
};

test(`${FILES} files through the deployed template, with up to five more messages each`, async () => {
  const world = deployedWorld();
  const random = seeded(inject("chaosSeed"), "deployed");
  const drawn = Array.from({ length: FILES }, (_, i) => ({
    label: `file-${i}`,
    kind: kindOf(random.next()),
    bytes: Buffer.from(`${i}: ${random.next()}`),
    duplicates: Array.from({ length: random.whole(1, 5) }, () => random.next() < 0.5),
  }));
  const files = await inGroups(drawn, AT_ONCE, async ({ label, kind, bytes, duplicates }) => {
    const picture = kind === "no picture" ? { type: "image/png", extension: ".png" } : {};
    return { kind, duplicates, ...(await requestFile(world, label, bytes, picture)) };
  });
  const lost = files.filter(({ kind }) => kind === "lost");
  // Their notifications find no record and are dropped. They get no other message.
  const lostRecords = await Promise.all(lost.map(({ record }) => deleteRecord(record.file_id)));
  await inGroups(files, AT_ONCE, async ({ kind, upload, bytes, record }) => {
    expect((await postForm(upload, bytes)).status).toBe(204);
    if (kind !== "deleted") return;
    // 404 if the response of an earlier try was lost after it deleted the file.
    expect([204, 404]).toContain((await untilAvailable("DELETE", `/files/${record.file_id}`)).status);
  });
  const messages = random.shuffled(
    files
      .filter(({ kind }) => kind !== "lost")
      .flatMap((file) =>
        file.duplicates.map((byS3) => (byS3 ? notification(world, { file }) : moveMessage(file))),
      ),
  );
  for (let i = 0; i < messages.length; i += 10) await sendMessages(messages.slice(i, i + 10));
  await until(
    () => queueDepth(world, world.queueUrl),
    (depth) => depth === 0,
    120,
  );

  await Promise.all(lostRecords.map(restoreRecord));
  await Promise.all(
    lost.map(({ record }) => changeRecord(record.file_id, { check_at: LONG_AGO, expires_at: LONG_AGO })),
  );
  expect((await runReconciler("live")).failed).toBe(0);
  const toMove = files.filter(({ kind }) => FATES[kind].status === "completed");
  await until(
    async () => [...(await records(world)).values()].filter(({ status }) => status === "completed").length,
    (count) => count === toMove.length,
    120,
  );
  const refused = files.filter(({ kind }) => kind === "no picture");
  await until(
    () => keysUnder(world, "temp/"),
    (keys) => keys.length === refused.length,
  );
  await expectInOrder(
    world,
    files.map(({ kind, ...file }) => ({ file, ...FATES[kind] })),
  );
}, 300_000);

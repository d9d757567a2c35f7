import { beforeAll, describe, expect, test } from "vitest";
import {
  changeRecord,
  deleteObjects,
  headOf,
  keysUnder,
  putObject,
  queueDepth,
  recordOf,
  withoutNotifications,
} from "./cloud.ts";
import { countEverythingAsLeftOver, runReconciler } from "./reconciler.ts";
import { completed, keysOf, textIn, uploadText } from "./sdk.ts";
import { call, confirm, consult, getFile, historyOf, requestTextUpload, tokenOf, until } from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const DUE = { check_at: LONG_AGO };
const EXPIRED = { ...DUE, expires_at: LONG_AGO };

/** A file whose bytes are in temp/, without a notification or a message. */
const aFileWithoutNotification = async (text: string) => {
  let file_id = "";
  await withoutNotifications(async () => {
    ({ file_id } = await uploadText(text, { confirm: false }));
  });
  return { file_id, ...keysOf(file_id) };
};

const statusOf = async (fileId: string) => (await consult(fileId)).body["status"];

/** The SDK does not wait for an expired file. */
const completedAfterAll = (file_id: string) =>
  until(
    () => statusOf(file_id),
    (status) => status === "completed",
  );

describe("the reconciler, invoked like the schedule does,", () => {
  test("queues a file whose client died and whose notification was lost", async () => {
    const { file_id } = await aFileWithoutNotification("nobody said a word");
    await changeRecord(file_id, EXPIRED);

    const { files, oldestUnfinishedSeconds } = await runReconciler("live");

    expect(files["requeued"]).toBeGreaterThanOrEqual(1);
    expect(oldestUnfinishedSeconds).toBeGreaterThanOrEqual(0);
    await completed(file_id);
    expect(await textIn(file_id)).toBe("nobody said a word");
  });

  test("leaves a file alone whose presigned POST has not ended", async () => {
    const { file_id } = await requestTextUpload("soon");
    await changeRecord(file_id, DUE);

    await runReconciler("live");

    expect(await statusOf(file_id)).toBe("pending");
  });

  test("expires a file without bytes, and retires its record at the second check", async () => {
    const { file_id } = await requestTextUpload("never sent");
    await changeRecord(file_id, EXPIRED);
    await runReconciler("live");

    expect(await statusOf(file_id)).toBe("expired");
    expect(historyOf(await getFile(file_id))).toEqual(["pending by owner", "expired by reconciler"]);
    const untilNextCheck = Date.parse(String((await recordOf(file_id))["check_at"])) - Date.now();
    expect(untilNextCheck / 3_600_000).toBeCloseTo(24, 0);

    await changeRecord(file_id, DUE);
    await runReconciler("live");

    const record = await recordOf(file_id);
    expect(record).toMatchObject({ status: "expired", purge_at: expect.any(Number) });
    expect(record).not.toHaveProperty("open_shard");
    expect((await confirm(file_id)).status).toBe(410);
  });

  test("queues an expired file whose bytes arrived after all", async () => {
    const { file_id, key } = await aFileWithoutNotification("slow, but here");
    await changeRecord(file_id, { ...EXPIRED, status: "expired" });
    expect(await keysUnder(key)).toHaveLength(1);

    await runReconciler("live");

    await completedAfterAll(file_id);
  });

  test("retires a record that the mover keeps if its bytes arrive later", async () => {
    const { file_id, fields } = await requestTextUpload("very late");
    await changeRecord(file_id, { ...EXPIRED, status: "expired" });
    await runReconciler("live");
    expect(await recordOf(file_id)).toHaveProperty("purge_at");

    await putObject(fields["key"] ?? "", "very late");

    await completedAfterAll(file_id);
    expect(await recordOf(file_id)).not.toHaveProperty("purge_at");
  });

  test.each([
    ["was queued, but its message was lost", { status: "uploaded", updated_at: LONG_AGO }],
    ["was left by a mover that died", { status: "processing", lease_owner: "dead", lease_until: LONG_AGO }],
  ])("queues a file that %s", async (_, state) => {
    const { file_id } = await aFileWithoutNotification("left behind");
    await changeRecord(file_id, { ...DUE, ...state, attempts: 1 });

    await runReconciler("live");

    await completed(file_id);
  });

  test("gives up a file that is out of attempts, and an operator's retry completes it", async () => {
    const { file_id } = await aFileWithoutNotification("tried and tried");
    await changeRecord(file_id, {
      ...DUE,
      status: "processing",
      lease_owner: "dead",
      lease_until: LONG_AGO,
      attempts: 5,
    });

    await runReconciler("live");

    expect((await consult(file_id)).body).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
    });
    expect((await recordOf(file_id))["cause"]).toContain("after 5 attempts");

    await call("POST", "/update-status", {
      token: await tokenOf("operator"),
      body: { file_id, status: "uploaded" },
    });
    await until(
      () => statusOf(file_id),
      (status) => status === "completed",
    );
  });

  test("deletes both keys of a tombstone, and retires its record", async () => {
    const upload = await aFileWithoutNotification("deleted, and yet there");
    await call("DELETE", `/files/${upload.file_id}`);
    await withoutNotifications(async () => {
      await putObject(upload.key, "came back");
      await putObject(upload.dest, "came back");
    });
    await changeRecord(upload.file_id, EXPIRED);

    await runReconciler("live");

    expect([...(await keysUnder(upload.key)), ...(await keysUnder(upload.dest))]).toEqual([]);
    const record = await recordOf(upload.file_id);
    expect(record).toMatchObject({ status: "deleted", purge_at: expect.any(Number) });
    expect(record).not.toHaveProperty("check_at");
    expect((await getFile(upload.file_id)).status).toBe(404);
  });
});

describe("an object that was left in temp/", () => {
  beforeAll(countEverythingAsLeftOver);

  test("is deleted if its file is completed, and stays if no record explains it or its file needs it", async () => {
    const moved = await aFileWithoutNotification("moved, and left behind");
    await confirm(moved.file_id);
    await completed(moved.file_id);
    const refused = await aFileWithoutNotification("refused bytes");
    await changeRecord(refused.file_id, { status: "error" });
    const stray = `temp/${crypto.randomUUID()}.txt`;
    await until(queueDepth, (depth) => depth === 0);
    await withoutNotifications(async () => {
      await putObject(moved.key, "moved, and left behind");
      await putObject(stray, "whose?");
    });

    const { objects, failed } = await runReconciler();

    expect(failed).toBe(0);
    expect(objects).toMatchObject({ removed: expect.any(Number), unknown: expect.any(Number) });
    expect(await keysUnder(moved.key)).toEqual([]);
    expect(await keysUnder(stray)).toEqual([stray]);
    expect(await keysUnder(refused.key)).toEqual([refused.key]);
    expect(await textIn(moved.file_id)).toBe("moved, and left behind");
  });

  test("stays if its record is completed but dest/ has no object", async () => {
    const upload = await aFileWithoutNotification("the only copy");
    await changeRecord(upload.file_id, { status: "completed" });

    await runReconciler();

    expect((await headOf(upload.key)).ContentLength).toBe("the only copy".length);
  });

  test("is deleted behind a page of objects that must stay, and the table has the cursor of the next run", async () => {
    const moved = await aFileWithoutNotification("behind many others");
    await confirm(moved.file_id);
    await completed(moved.file_id);
    const strays = Array.from({ length: 1000 }, (_, i) => `temp/0-stray-${i}`);
    await withoutNotifications(async () => {
      for (let i = 0; i < strays.length; i += 50)
        await Promise.all(strays.slice(i, i + 50).map((key) => putObject(key, "whose?")));
      await putObject(moved.key, "behind many others");
    });
    const cursor = async () => (await recordOf("cursor:temp/"))["after"];
    try {
      const { objects } = await runReconciler();

      expect(objects["unknown"]).toBeGreaterThanOrEqual(1000);
      expect(await keysUnder(moved.key)).toEqual([]);
      // The run has handled both pages, so the next run begins anew.
      expect(await cursor()).toBe("");
      expect((await recordOf(moved.file_id))["status"]).toBe("completed");
    } finally {
      await deleteObjects(strays);
    }
  });
});

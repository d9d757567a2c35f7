import { describe, expect, test } from "vitest";
import { aClientUpload, hasUpload, TEXT } from "./client-uploads.ts";
import { changeRecord, keysUnder, queueDepth, recordOf, sendMessages } from "./cloud.ts";
import { runReconciler } from "./reconciler.ts";
import { call, consult, download, getFile, historyOf, settled, until } from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const EXPIRED = { check_at: LONG_AGO, expires_at: LONG_AGO };

const queueIsEmpty = () => until(queueDepth, (depth) => depth === 0, 60);

const expectArrived = async ({ file_id, key, dest }: Awaited<ReturnType<typeof aClientUpload>>) => {
  expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
  expect((await download(file_id)).bytes.toString()).toBe(TEXT);
  await until(
    () => keysUnder(key),
    (keys) => keys.length === 0,
  );
  expect(await keysUnder(dest)).toEqual([dest]);
  expect(await hasUpload(key)).toBe(false);
  expect(await recordOf(file_id)).not.toHaveProperty("upload_id");
};

describe("a client's multipart upload, with the deployed mover and its role", () => {
  test("is completed and moved once, with duplicate messages", async () => {
    const upload = await aClientUpload();

    await sendMessages([upload.message, upload.message]);

    await expectArrived(upload);
    // S3's event of the completion is handled too.
    await queueIsEmpty();
    const moves = historyOf(await getFile(upload.file_id)).filter((step) => step.startsWith("processing"));
    expect(moves).toHaveLength(1);
  });

  test("with a missing part stays open, and the status names the part", async () => {
    const upload = await aClientUpload([1, 3]);

    await sendMessages([upload.message]);

    expect((await settled(upload.file_id)).body).toMatchObject({
      status: "error",
      error_code: "parts-differ",
      retryable: true,
      details: expect.stringContaining("part 2 is missing"),
    });
    expect(await hasUpload(upload.key)).toBe(true);
  });
});

describe("the deployed reconciler with its role", () => {
  test("queues a file whose client died after its last part", async () => {
    const upload = await aClientUpload();
    await changeRecord(upload.file_id, EXPIRED);

    await runReconciler("live");

    await expectArrived(upload);
  });

  test("expires a file with missing parts, and aborts its upload", async () => {
    const upload = await aClientUpload([1, 2]);
    await changeRecord(upload.file_id, EXPIRED);

    const { failed } = await runReconciler("live");

    expect(failed).toBe(0);
    expect((await consult(upload.file_id)).body["status"]).toBe("expired");
    expect(await hasUpload(upload.key)).toBe(false);
  });

  test("aborts the upload of a tombstone", async () => {
    const upload = await aClientUpload();
    await changeRecord(upload.file_id, { ...EXPIRED, status: "deleted" });

    await runReconciler("live");

    expect(await hasUpload(upload.key)).toBe(false);
    expect(await recordOf(upload.file_id)).toHaveProperty("purge_at");
  });
});

test("DELETE aborts the upload at once", async () => {
  const upload = await aClientUpload();

  expect((await call("DELETE", `/files/${upload.file_id}`)).status).toBe(204);

  expect(await hasUpload(upload.key)).toBe(false);
});

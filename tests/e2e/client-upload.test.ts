import { describe, expect, test } from "vitest";
import { aSentUpload, hasUpload, TEXT } from "./client-uploads.ts";
import { changeRecord, keysUnder, queueDepth, recordOf, sendMessages } from "./cloud.ts";
import { reconcile } from "./reconciler.ts";
import { call, consult, download, historyOf, settled, show, until } from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const OVER = { check_at: LONG_AGO, expires_at: LONG_AGO };

const queueIsEmpty = () => until(queueDepth, (depth) => depth === 0, 60);

const expectArrived = async ({ file_id, key, dest }: Awaited<ReturnType<typeof aSentUpload>>) => {
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

describe("a client's multipart upload, in the deployed mover and with its own role", () => {
  test("is completed and moved once, whoever tells of it besides", async () => {
    const upload = await aSentUpload();

    await sendMessages([upload.message, upload.message]);

    await expectArrived(upload);
    // S3's own word that the upload was completed, too.
    await queueIsEmpty();
    const moves = historyOf(await show(upload.file_id)).filter((step) => step.startsWith("processing"));
    expect(moves).toHaveLength(1);
  });

  test("that lacks a part is left as it is, and the status says which", async () => {
    const upload = await aSentUpload([1, 3]);

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

describe("the reconciler, with its own role", () => {
  test("brings a file home whose client died after its last part", async () => {
    const upload = await aSentUpload();
    await changeRecord(upload.file_id, OVER);

    await reconcile("live");

    await expectArrived(upload);
  });

  test("expires one of which not all parts came, and aborts its upload", async () => {
    const upload = await aSentUpload([1, 2]);
    await changeRecord(upload.file_id, OVER);

    const { failed } = await reconcile("live");

    expect(failed).toBe(0);
    expect((await consult(upload.file_id)).body["status"]).toBe("expired");
    expect(await hasUpload(upload.key)).toBe(false);
  });

  test("aborts what lies behind a tombstone", async () => {
    const upload = await aSentUpload();
    await changeRecord(upload.file_id, { ...OVER, status: "deleted" });

    await reconcile("live");

    expect(await hasUpload(upload.key)).toBe(false);
    expect(await recordOf(upload.file_id)).toHaveProperty("purge_at");
  });
});

test("DELETE takes the parts along at once", async () => {
  const upload = await aSentUpload();

  expect((await call("DELETE", `/files/${upload.file_id}`)).status).toBe(204);

  expect(await hasUpload(upload.key)).toBe(false);
});

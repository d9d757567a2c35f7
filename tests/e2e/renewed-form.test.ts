import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { changeRecord, putObject, recordOf, withoutNotifications } from "./cloud.ts";
import { createRelay, createUser, subOf } from "./people.ts";
import { runReconciler } from "./reconciler.ts";
import { call, postForm, type Upload, until } from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const EXPIRED = { check_at: LONG_AGO, expires_at: LONG_AGO };
const TEXT = "from the offline queue";
const REQUEST = { file_name: "queued.txt", extension: ".txt", len: TEXT.length, type: "text/plain" };

let token: string;
beforeAll(async () => {
  token = await createUser("offline");
});

const request = async (key: string, as = token, body: object = REQUEST) =>
  call("POST", "/upload", { token: as, body, headers: { "Idempotency-Key": key } });
const statusOf = async (id: string, as = token) =>
  (await call("GET", `/consult-status?file_id=${id}`, { token: as })).body["status"];
const completed = (id: string, as = token) =>
  until(
    () => statusOf(id, as),
    (status) => status === "completed",
  );

/** A file of a new key. Its form has expired, and nothing was sent. */
const aLateFile = async (as = token, body: object = REQUEST) => {
  const key = randomUUID();
  const first = await request(key, as, body);
  expect(first.status).toBe(201);
  const file_id = String(first.body["file_id"]);
  await changeRecord(file_id, EXPIRED);
  return { key, file_id, form: first.body as Upload };
};

const expectForm = ({ status, body }: Awaited<ReturnType<typeof request>>, fileId: string): Upload => {
  expect(status).toBe(201);
  expect(body).toMatchObject({ file_id: fileId, fields: { key: `temp/${fileId}.txt` } });
  expect(body["expires_in"]).toBeGreaterThan(0);
  expect(Date.parse(String(body["expires_at"]))).toBeGreaterThan(Date.now());
  return body as Upload;
};

describe("the Idempotency-Key of a form that has expired", () => {
  test("returns the same file with a new form, which brings its bytes", async () => {
    const { key, file_id } = await aLateFile();

    const form = expectForm(await request(key), file_id);

    expect((await postForm(form, TEXT)).status).toBe(204);
    await completed(file_id);
  });

  test("does so after the file expired and its record was retired, and the record is kept", async () => {
    const { key, file_id } = await aLateFile();
    await runReconciler("live");
    expect(await statusOf(file_id)).toBe("expired");
    await changeRecord(file_id, { check_at: LONG_AGO });
    await runReconciler("live");
    expect(await recordOf(file_id)).toHaveProperty("purge_at");

    const form = expectForm(await request(key), file_id);

    const record = await recordOf(file_id);
    expect(record).toMatchObject({
      status: "pending",
      check_at: form.expires_at,
      open_shard: expect.any(String),
    });
    expect(record).not.toHaveProperty("purge_at");
    expect((await postForm(form, TEXT)).status).toBe(204);
    await completed(file_id);
    const { body } = await call("GET", `/files/${file_id}`, { token });
    expect((body["history"] as { status: string; by: string }[]).slice(0, 3)).toMatchObject([
      { status: "pending", by: "owner" },
      { status: "expired", by: "reconciler" },
      { status: "pending", by: "owner" },
    ]);
  });

  test("returns one file and one expires_at to ten requests at once", async () => {
    const { key, file_id } = await aLateFile();

    const responses = await Promise.all(Array.from({ length: 10 }, () => request(key)));

    const forms = responses.map((response) => expectForm(response, file_id));
    expect(new Set(forms.map(({ expires_at }) => expires_at)).size).toBe(1);
    expect((await recordOf(file_id))["version"]).toBe(3);
  });

  test("returns the status, and no form, once the bytes of the old form have landed", async () => {
    const { key, file_id, form } = await aLateFile();
    await putObject(form.fields["key"] ?? "", TEXT);
    await completed(file_id);

    const { status, body } = await request(key);

    expect(status).toBe(200);
    expect(body).toMatchObject({ file_id, status: "completed" });
    expect(body).not.toHaveProperty("fields");
  });

  test("is moved by the bytes of the old form, when they land after the new form was given", async () => {
    const { key, file_id, form } = await aLateFile();
    expectForm(await request(key), file_id);

    await putObject(form.fields["key"] ?? "", TEXT);

    await completed(file_id);
  });

  test("leaves bytes that nothing announced to the reconciler, which queues the file later", async () => {
    const { key, file_id, form } = await aLateFile();
    await withoutNotifications(async () => {
      await putObject(form.fields["key"] ?? "", TEXT);
    });
    expectForm(await request(key), file_id);
    expect(await statusOf(file_id)).toBe("pending");
    await changeRecord(file_id, EXPIRED);

    await runReconciler("live");

    await completed(file_id);
  });

  test("does the same for a relay, which the history names", async () => {
    const relay = await createRelay();
    const owner = subOf(token);
    const body = { ...REQUEST, on_behalf_of: owner };
    const { key, file_id } = await aLateFile(relay.token, body);
    await runReconciler("live");

    const form = expectForm(await request(key, relay.token, body), file_id);

    expect((await recordOf(file_id))["history"]).toContainEqual(
      expect.objectContaining({ status: "pending", by: "relay", at: form.expires_at && expect.any(String) }),
    );
    expect((await postForm(form, TEXT)).status).toBe(204);
    await completed(file_id, relay.token);
  });

  test("does the same for each file of POST /uploads", async () => {
    const headers = { "Idempotency-Key": randomUUID() };
    const requestMany = () =>
      call("POST", "/uploads", { token, body: { files: [REQUEST, REQUEST] }, headers });
    const [sent, late] = (await requestMany()).body["files"] as [Upload, Upload];
    await changeRecord(late.file_id, EXPIRED);
    await postForm(sent, TEXT);
    await completed(sent.file_id);

    const { body } = await requestMany();

    expect(body["files"]).toMatchObject([
      { index: 0, file_id: sent.file_id, status: "completed" },
      { index: 1, file_id: late.file_id, expires_in: expect.any(Number) },
    ]);
    await postForm((body["files"] as Upload[])[1] as Upload, TEXT);
    await completed(late.file_id);
  });
});

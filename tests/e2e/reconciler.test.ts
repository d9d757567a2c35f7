import { beforeAll, describe, expect, test } from "vitest";
import {
  changeRecord,
  headOf,
  keysUnder,
  putObject,
  queueDepth,
  recordOf,
  withoutNotifications,
} from "./cloud.ts";
import { countEverythingAsLeftOver, reconcile } from "./reconciler.ts";
import {
  askTextUpload,
  call,
  confirm,
  consult,
  download,
  historyOf,
  postForm,
  settled,
  show,
  tokenOf,
  until,
} from "./service.ts";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const DUE = { check_at: LONG_AGO };
const OVER = { ...DUE, expires_at: LONG_AGO };

/** A file whose bytes are in temp/ and of which nobody was told. */
const unheardOf = async (text: string) => {
  const upload = await askTextUpload(text);
  await withoutNotifications(async () => {
    await postForm(upload, text);
  });
  return { ...upload, key: upload.fields["key"] ?? "", dest: `dest/${upload.file_id}.txt` };
};

const statusOf = async (fileId: string) => (await consult(fileId)).body["status"];

describe("the reconciler, as the schedule calls it", () => {
  test("brings a file home whose client died and whose notification was lost", async () => {
    const { file_id } = await unheardOf("nobody said a word");
    await changeRecord(file_id, OVER);

    const { files, oldestUnfinishedSeconds } = await reconcile("live");

    expect(files["requeued"]).toBeGreaterThanOrEqual(1);
    expect(oldestUnfinishedSeconds).toBeGreaterThanOrEqual(0);
    expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
    expect((await download(file_id)).bytes.toString()).toBe("nobody said a word");
  });

  test("leaves a file alone whose presigned POST is not over", async () => {
    const { file_id } = await askTextUpload("soon");
    await changeRecord(file_id, DUE);

    await reconcile("live");

    expect(await statusOf(file_id)).toBe("pending");
  });

  test("expires a file of which nothing came, and lets the record go after a second look", async () => {
    const { file_id } = await askTextUpload("never sent");
    await changeRecord(file_id, OVER);
    await reconcile("live");

    expect(await statusOf(file_id)).toBe("expired");
    expect(historyOf(await show(file_id))).toEqual(["pending by owner", "expired by reconciler"]);
    const again = Date.parse(String((await recordOf(file_id))["check_at"])) - Date.now();
    expect(again / 3_600_000).toBeCloseTo(24, 0);

    await changeRecord(file_id, DUE);
    await reconcile("live");

    const record = await recordOf(file_id);
    expect(record).toMatchObject({ status: "expired", purge_at: expect.any(Number) });
    expect(record).not.toHaveProperty("open_shard");
    expect((await confirm(file_id)).status).toBe(410);
  });

  test("brings an expired file home whose bytes came after all", async () => {
    const { file_id, key } = await unheardOf("slow, but here");
    await changeRecord(file_id, { ...OVER, status: "expired" });
    expect(await keysUnder(key)).toHaveLength(1);

    await reconcile("live");

    expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
  });

  test("a retired record whose bytes come yet is kept for good", async () => {
    const { file_id, fields } = await askTextUpload("very late");
    await changeRecord(file_id, { ...OVER, status: "expired" });
    await reconcile("live");
    expect(await recordOf(file_id)).toHaveProperty("purge_at");

    await putObject(fields["key"] ?? "", "very late");

    expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
    expect(await recordOf(file_id)).not.toHaveProperty("purge_at");
  });

  test.each([
    ["was queued and its message lost", { status: "uploaded" }],
    ["was left by a mover that died", { status: "processing", lease_owner: "dead", lease_until: LONG_AGO }],
  ])("moves a file that %s", async (_, state) => {
    const { file_id } = await unheardOf("left behind");
    await changeRecord(file_id, { ...DUE, ...state, attempts: 1 });

    await reconcile("live");

    expect((await settled(file_id)).body).toMatchObject({ status: "completed" });
  });

  test("gives a file up that is out of attempts; an operator's retry still brings it home", async () => {
    const { file_id } = await unheardOf("tried and tried");
    await changeRecord(file_id, {
      ...DUE,
      status: "processing",
      lease_owner: "dead",
      lease_until: LONG_AGO,
      attempts: 5,
    });

    await reconcile("live");

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

  test("sweeps a tombstone with both keys, and its record goes", async () => {
    const upload = await unheardOf("deleted, and yet there");
    await call("DELETE", `/files/${upload.file_id}`);
    await withoutNotifications(async () => {
      await putObject(upload.key, "came back");
      await putObject(upload.dest, "came back");
    });
    await changeRecord(upload.file_id, OVER);

    await reconcile("live");

    expect([...(await keysUnder(upload.key)), ...(await keysUnder(upload.dest))]).toEqual([]);
    const record = await recordOf(upload.file_id);
    expect(record).toMatchObject({ status: "deleted", purge_at: expect.any(Number) });
    expect(record).not.toHaveProperty("check_at");
    expect((await show(upload.file_id)).status).toBe(404);
  });
});

describe("what is left in temp/", () => {
  beforeAll(countEverythingAsLeftOver);

  test("goes where the file is completed, and stays where no record explains it or a file needs it", async () => {
    const moved = await unheardOf("moved, and left behind");
    await confirm(moved.file_id);
    await settled(moved.file_id);
    const refused = await unheardOf("refused bytes");
    await changeRecord(refused.file_id, { status: "error" });
    const stray = `temp/${crypto.randomUUID()}.txt`;
    await until(queueDepth, (depth) => depth === 0);
    await withoutNotifications(async () => {
      await putObject(moved.key, "moved, and left behind");
      await putObject(stray, "whose?");
    });

    const { objects, failed } = await reconcile();

    expect(failed).toBe(0);
    expect(objects).toMatchObject({ removed: expect.any(Number), unknown: expect.any(Number) });
    expect(await keysUnder(moved.key)).toEqual([]);
    expect(await keysUnder(stray)).toEqual([stray]);
    expect(await keysUnder(refused.key)).toEqual([refused.key]);
    expect((await download(moved.file_id)).bytes.toString()).toBe("moved, and left behind");
  });

  test("stays where the record says completed and dest/ has nothing", async () => {
    const upload = await unheardOf("the only copy");
    await changeRecord(upload.file_id, { status: "completed" });

    await reconcile();

    expect((await headOf(upload.key)).ContentLength).toBe("the only copy".length);
  });
});

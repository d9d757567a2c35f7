import { describe, expect, it } from "vitest";
import { aCaller, aClock, aRelay, aSteppingClock, NOW } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { Forbidden, IdempotencyConflict } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";
import { requestUpload, type UploadPorts } from "./request-upload.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const DAY = 24 * 3600;

const prepare = (more: Partial<UploadPorts> = {}) => {
  const files = fakeFiles();
  const time = aSteppingClock(NOW);
  const calls: string[] = [];
  let created = 0;
  const request = requestUpload({
    files,
    storage: {
      presignPost: async () => {
        throw new Error("a plan has no form");
      },
      createUpload: async () => {
        calls.push("create upload");
        return { upload_id: `upload-${++created}`, checksum_type: "FULL_OBJECT" };
      },
      abortUpload: async (key, id) => void calls.push(`abort ${id} of ${key.split("/")[0]}/`),
    },
    expirySeconds: 900,
    plans: PLANS,
    clock: time.clock,
    ...more,
  });
  const record = () => [...files.table.values()][0] as FileRecord;
  const change = (changes: Partial<FileRecord>) =>
    files.table.set(record().file_id, { ...record(), ...changes });
  const plan = async (
    members: Parameters<typeof aRequestedUpload>[0] = {},
    { caller = aCaller(), key = "a-key" } = {},
  ) => {
    const outcome = await request(aRequestedUpload({ multipart: true, ...members }), caller, {
      "idempotency-key": key,
    });
    return "form" in outcome ? outcome.form : outcome.known;
  };
  return { plan, request, files, record, change, calls, time };
};

describe("POST /upload with multipart: true", () => {
  it("creates the upload, writes the record with its id, and returns the plan", async () => {
    const { plan, record, calls } = prepare();

    const view = await plan({ len: GIB });

    expect(view).toEqual({
      file_id: record().file_id,
      file_name: "holiday.jpg",
      extension: ".jpg",
      type: "image/jpeg",
      method: "PUT",
      part_size: 16 * MIB,
      part_count: 64,
      checksum: { algorithm: "CRC64NVME" },
      expires_at: "2026-11-28T12:00:00.000Z",
      expires_in: 7 * DAY,
    });
    expect(record()).toMatchObject({
      upload_id: "upload-1",
      checksum_type: "FULL_OBJECT",
      checksum_algorithm: "CRC64NVME",
      part_bytes: 16 * MIB,
      len: GIB,
      check_at: "2026-11-21T13:00:00.000Z",
    });
    expect(record()).not.toHaveProperty("checksum");
    expect(calls).toEqual(["create upload"]);
  });

  it("also without multipart, if one POST does not take the file", async () => {
    const { plan } = prepare();

    await expect(plan({ multipart: undefined, len: 5 * GIB + 1 })).resolves.toMatchObject({ method: "PUT" });
  });

  it("keeps the algorithm and the value of the checksum", async () => {
    const { plan, record } = prepare();
    const checksum = { algorithm: "CRC32", value: "y/Q5Jg==" } as const;

    await expect(plan({ checksum })).resolves.toMatchObject({ checksum: { algorithm: "CRC32" } });

    expect(record()).toMatchObject({ checksum, checksum_algorithm: "CRC32" });
  });

  it("writes no record if the upload was not created, and leaves an upload if no record was written", async () => {
    const down = new Error("away");
    const storage = { presignPost: async () => ({ url: "", fields: {} }), abortUpload: async () => {} };
    const uploadless = prepare({ storage: { ...storage, createUpload: () => Promise.reject(down) } });
    await expect(uploadless.plan()).rejects.toBe(down);
    expect(uploadless.files.table.size).toBe(0);

    const recordless = prepare({ files: { ...fakeFiles(), create: () => Promise.reject(down) } });
    await expect(recordless.plan()).rejects.toBe(down);
    expect(recordless.calls).toEqual(["create upload"]);
  });
});

describe("the same Idempotency-Key", () => {
  it("returns the same plan, and aborts the upload that was created in vain", async () => {
    const { plan, record, calls, time } = prepare();
    const first = await plan();
    time.pass(DAY);

    const second = await plan();

    expect(second).toEqual({ ...first, expires_in: 6 * DAY });
    expect(record().upload_id).toBe("upload-1");
    expect(calls).toEqual(["create upload", "create upload", "abort upload-2 of temp/"]);
  });

  it("refuses another request, and aborts its upload", async () => {
    const { plan, calls } = prepare();
    await plan();

    for (const other of [{ len: 1 }, { checksum: { algorithm: "CRC32" } }] as const)
      await expect(plan(other)).rejects.toThrow(IdempotencyConflict);
    await expect(plan({ multipart: undefined })).rejects.toThrow(IdempotencyConflict);

    expect(calls).toEqual([
      "create upload",
      ...["upload-2", "upload-3"].flatMap((id) => ["create upload", `abort ${id} of temp/`]),
    ]);
  });

  it("returns the plan also when the mover found that parts are missing, and the status later", async () => {
    const { plan, change } = prepare();
    await plan();

    change({ status: "error", error_code: "parts-differ" });
    await expect(plan()).resolves.toHaveProperty("part_count");
    change({ status: "completed", checksum: { algorithm: "CRC64NVME", value: "of the confirmation" } });
    await expect(plan()).resolves.toMatchObject({ status: "completed" });
  });

  it.each([
    ["pending", {}],
    ["expired", { status: "expired" as const }],
  ])("gives a plan that ended (%s) another upload, and aborts the first one", async (_, changes) => {
    const { plan, record, change, calls, time } = prepare();
    await plan();
    time.pass(7 * DAY);
    change(changes);

    await expect(plan()).resolves.toMatchObject({
      part_count: 1,
      expires_at: "2026-12-05T12:00:00.000Z",
      expires_in: 7 * DAY,
    });

    expect(record()).toMatchObject({
      status: "pending",
      upload_id: "upload-2",
      requested_at: "2026-11-28T12:00:00.000Z",
      check_at: "2026-11-28T13:00:00.000Z",
    });
    expect(calls).toEqual(["create upload", "create upload", "abort upload-1 of temp/"]);
  });
});

describe("a file of unknown length", () => {
  const streamed = { len: undefined, on_behalf_of: aCaller().sub };

  it("is for relays, with max_len of 78 GiB or what the service accepts", async () => {
    const { plan, record } = prepare({ plans: { ...PLANS, maxBytes: 100 * GIB } });

    await expect(plan(streamed, { caller: aRelay() })).resolves.toMatchObject({
      part_size: 8 * MIB,
      part_count: 9984,
      max_len: 78 * GIB,
    });
    expect(record()).toMatchObject({ len: 0, max_len: 78 * GIB, check_at: record().expires_at });

    await expect(
      prepare().plan({ ...streamed, max_len: 20 * MIB }, { caller: aRelay() }),
    ).resolves.toMatchObject({ part_count: 3, max_len: 20 * MIB });
    await expect(prepare().plan(streamed, { caller: aRelay() })).resolves.toMatchObject({
      max_len: PLANS.maxBytes,
    });
  });

  it("is refused for everybody else", async () => {
    const { plan, calls } = prepare();

    await expect(plan({ len: undefined })).rejects.toThrow(Forbidden);
    expect(calls).toEqual([]);
  });

  it("is the same request after its length came with the confirmation", async () => {
    const { plan, change } = prepare({ clock: aClock() });
    await plan(streamed, { caller: aRelay() });
    change({ status: "completed", len: 5, checksum: { algorithm: "CRC64NVME", value: "whole" } });

    await expect(plan(streamed, { caller: aRelay() })).resolves.toMatchObject({ status: "completed" });
  });
});

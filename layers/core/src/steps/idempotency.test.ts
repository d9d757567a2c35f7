import { describe, expect, it } from "vitest";
import { aCaller, aRelay, aSteppingClock, NOW, OWNER } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import type { UploadRequest } from "../contract/requests.ts";
import { FileDeleted, IdempotencyConflict, InvalidRequest } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";
import { fileIdFor } from "../domain/idempotency.ts";
import { STATUSES } from "../domain/status.ts";
import { requestUpload } from "./request-upload.ts";

const KEY = "9f1c-holiday";
const ANOTHER_USER = "7a1b2c3d-4e5f-7061-8a9b-0c1d2e3f4a5b";

/** A service with a table. `signed` records the key and the seconds of each form. */
const prepare = () => {
  const files = fakeFiles();
  const time = aSteppingClock(NOW);
  const signed: [key: string, seconds: number][] = [];
  const request = requestUpload({
    files,
    storage: {
      ...NO_PLANS,
      presignPost: async (file, seconds) => {
        signed.push([file.key_path, seconds]);
        return { url: "https://bucket.example/", fields: { key: file.key_path, n: String(signed.length) } };
      },
    },
    expirySeconds: 900,
    plans: PLANS,
    clock: time.clock,
  });
  const upload = async (members: Partial<UploadRequest> = {}, caller = aCaller(), key: string = KEY) => {
    const outcome = await request(aRequestedUpload(members), caller, { "idempotency-key": key });
    return "form" in outcome ? outcome.form : outcome.known;
  };
  /** Another process changes the record of KEY. */
  const changeRecord = (changes: Partial<FileRecord>) => {
    const file = record();
    if (file) files.table.set(file.file_id, { ...file, ...changes });
  };
  /** The record of KEY as it is now. */
  const record = () => files.table.get(fileIdFor(OWNER, OWNER, KEY));
  return { upload, request, files, time, signed, changeRecord, record };
};

describe("a request with the same key and body", () => {
  it("returns the same file again and creates nothing", async () => {
    const { upload, files } = prepare();

    const [first, second] = [await upload(), await upload()];

    expect(second.file_id).toBe(first.file_id);
    expect(first.file_id).toBe(fileIdFor(OWNER, OWNER, KEY));
    expect(files.table.size).toBe(1);
    expect(files.table.get(first.file_id)).toMatchObject({ version: 1, created_at: NOW });
  });

  it("returns one file also if requests arrive at the same time", async () => {
    const { upload, files } = prepare();

    const responses = await Promise.all(Array.from({ length: 5 }, () => upload()));

    expect(new Set(responses.map(({ file_id }) => file_id)).size).toBe(1);
    expect(files.table.size).toBe(1);
  });

  it.each([
    { after: 0, seconds: 900 },
    { after: 1, seconds: 899 },
    { after: 600.5, seconds: 299 },
    { after: 899, seconds: 1 },
  ])("after $after s returns a new form for the $seconds s that are left", async ({ after, seconds }) => {
    const { upload, time, signed } = prepare();
    await upload();

    time.pass(after);
    const again = await upload();

    expect(signed.map(([, lifetime]) => lifetime)).toEqual([900, seconds]);
    expect(again).toMatchObject({ expires_at: "2026-11-21T12:15:00.000Z", fields: { n: "2" } });
  });

  it.each([
    899.001, 900, 901, 86_400,
  ])("after %d s, when the form has expired, returns the same file with another form", async (after) => {
    const { upload, time, signed, record } = prepare();
    const { file_id } = await upload();

    time.pass(after);
    const again = await upload();

    const expires_at = new Date(Date.parse(NOW) + (after + 900) * 1000).toISOString();
    expect(again).toMatchObject({ file_id, fields: { n: "2" }, expires_at, expires_in: 900 });
    expect(signed.map(([, lifetime]) => lifetime)).toEqual([900, 900]);
    expect(record()).toMatchObject({ status: "pending", version: 2, expires_at, check_at: expires_at });
    expect(record()?.created_at).toBe(NOW);
  });

  it("returns the form of a file whose message came before its bytes, as long as it is valid", async () => {
    const { upload, time, files, record } = prepare();
    const { file_id } = await upload();
    const failed = { status: "error", error_code: "bytes-missing", retryable: true } as const;
    files.table.set(file_id, { ...(record() as FileRecord), ...failed });

    time.pass(600);
    expect(await upload()).toMatchObject({ file_id, expires_in: 300, fields: { n: "2" } });
    time.pass(300);
    expect(await upload()).toMatchObject({ file_id, status: "error", error_code: "bytes-missing" });
  });

  it("returns another form for a file that expired and was retired", async () => {
    const { upload, time, files, record } = prepare();
    const first = await upload();
    time.pass(30 * 86_400);
    const { open_shard, check_at, ...kept } = record() as FileRecord;
    const history: FileRecord["history"] = [
      ...kept.history,
      { status: "expired", at: NOW, by: "reconciler" },
    ];
    files.table.set(first.file_id, { ...kept, status: "expired", version: 3, purge_at: 1, history });

    const again = await upload();

    expect(again).toMatchObject({ file_id: first.file_id, expires_in: 900 });
    expect(record()).toMatchObject({
      status: "pending",
      version: 4,
      check_at: "2026-12-21T12:15:00.000Z",
      requested_at: "2026-12-21T12:00:00.000Z",
      history: [...history, { status: "pending", by: "owner", at: "2026-12-21T12:00:00.000Z" }],
      open_shard,
    });
    expect(record()).not.toHaveProperty("purge_at");
  });

  it("returns one file and one form of it to requests that arrive together after its form has expired", async () => {
    const { upload, time, record } = prepare();
    await upload();
    time.pass(901);

    const responses = await Promise.all(Array.from({ length: 5 }, () => upload()));

    expect(new Set(responses.map(({ file_id }) => file_id)).size).toBe(1);
    for (const response of responses) expect(response).toMatchObject({ expires_at: record()?.expires_at });
    expect(record()?.version).toBe(2);
  });

  it("returns another form to a relay, and the history names the relay", async () => {
    const { upload, time, files } = prepare();
    const { file_id } = await upload({ on_behalf_of: OWNER }, aRelay());
    const file = files.table.get(file_id) as FileRecord;
    const expired = { status: "expired", at: NOW, by: "reconciler" } as const;
    files.table.set(file_id, { ...file, status: "expired", history: [...file.history, expired] });
    time.pass(901);

    await expect(upload({ on_behalf_of: OWNER }, aRelay())).resolves.toMatchObject({ file_id });

    expect(files.table.get(file_id)?.history.at(-1)).toMatchObject({ status: "pending", by: "relay" });
  });

  it.each(
    STATUSES.filter((status) => !["pending", "expired", "deleted"].includes(status)),
  )("returns the status of a file that is %s, and no form", async (status) => {
    const { upload, changeRecord, signed } = prepare();
    await upload();
    changeRecord({ status, version: 5 });

    const known = await upload();

    expect(known).toMatchObject({ status });
    expect(known).not.toHaveProperty("fields");
    expect(signed).toHaveLength(1);
  });

  it("throws FileDeleted (410) after a delete, also with another body", async () => {
    const { upload, changeRecord, signed } = prepare();
    await upload();
    changeRecord({ status: "deleted" });

    await expect(upload()).rejects.toThrow(FileDeleted);
    await expect(upload({ len: 1 })).rejects.toThrow(FileDeleted);
    expect(signed).toHaveLength(1);
  });

  it.each<[string, Partial<UploadRequest>]>([
    ["the extension without its dot", { extension: "jpg" }],
    ["the extension in capitals", { extension: ".JPG" }],
    ["the nature instead of the media type", { type: "image" }],
    ["an old name of the media type", { type: "image/jpg" }],
  ])("is the same also with %s", async (_, members) => {
    const { upload, files } = prepare();
    await upload();

    await expect(upload(members)).resolves.toHaveProperty("fields");
    expect(files.table.size).toBe(1);
  });

  it("is the same also with the path and the tags in decomposed form, and the tags in another order", async () => {
    const { upload, files } = prepare();
    await upload({ path: "caf\u00e9/x", tags: { a: "\u00e9", b: "2" } });

    await upload({ path: "cafe\u0301/x", tags: { b: "2", a: "e\u0301" } });

    expect(files.table.size).toBe(1);
  });

  it("is the same with empty tags and with none", async () => {
    const { upload, files } = prepare();
    await upload({ tags: {} });

    await upload();

    expect(files.table.size).toBe(1);
  });

  it("is the same also with the name in decomposed form (NFD)", async () => {
    const { upload } = prepare();
    const { file_id } = await upload({ file_name: "caf\u00e9.jpg" });

    await expect(upload({ file_name: "cafe\u0301.jpg" })).resolves.toMatchObject({ file_id });
  });
});

describe("a request with the same key and another body", () => {
  const checksum = { algorithm: "CRC32", value: "AAAAAA==" } as const;

  it.each<[string, Partial<UploadRequest>]>([
    ["name", { file_name: "another.jpg" }],
    ["name, in case only", { file_name: "Holiday.jpg" }],
    ["length", { len: 482_114 }],
    ["type", { file_name: "holiday.png", extension: ".png", type: "image/png" }],
    ["checksum", { checksum }],
    ["path", { path: "trips" }],
    ["set of tags", { tags: { album: "summer" } }],
  ])("throws IdempotencyConflict (422) for another %s", async (_, other) => {
    const { upload, files, signed } = prepare();
    const { file_id } = await upload();

    await expect(upload(other)).rejects.toThrow(IdempotencyConflict);
    expect(files.table.get(file_id)).toMatchObject({ file_name: "holiday.jpg", len: 482_113 });
    expect(signed).toHaveLength(1);
  });

  it("throws IdempotencyConflict (422) if the path or a tag is missing or another", async () => {
    const { upload } = prepare();
    const labels = { path: "trips", tags: { album: "summer" } };
    await upload(labels);

    for (const other of [
      {},
      { ...labels, path: "Trips" },
      { ...labels, tags: { album: "winter" } },
      { ...labels, tags: { ...labels.tags, camera: "x" } },
    ])
      await expect(upload(other)).rejects.toThrow(IdempotencyConflict);
  });

  it("throws IdempotencyConflict (422) if the checksum is missing or another", async () => {
    const { upload } = prepare();
    await upload({ checksum });

    await expect(upload()).rejects.toThrow(IdempotencyConflict);
    await expect(upload({ checksum: { ...checksum, value: "AAAAAQ==" } })).rejects.toThrow(
      IdempotencyConflict,
    );
    await expect(upload({ checksum: { algorithm: "CRC32C", value: checksum.value } })).rejects.toThrow(
      IdempotencyConflict,
    );
  });

  it("throws IdempotencyConflict (422) also if the file is completed", async () => {
    const { upload, changeRecord } = prepare();
    await upload();
    changeRecord({ status: "completed" });

    await expect(upload({ len: 1 })).rejects.toThrow(IdempotencyConflict);
  });
});

describe("the same key of another caller is another file", () => {
  it("for another user", async () => {
    const { upload } = prepare();

    const own = await upload();
    const other = await upload({}, aCaller({ sub: ANOTHER_USER }));

    expect(other.file_id).not.toBe(own.file_id);
  });

  it("for each user that a relay uploads for", async () => {
    const { upload, files } = prepare();

    const ids = [
      await upload({ on_behalf_of: OWNER }, aRelay()),
      await upload({ on_behalf_of: ANOTHER_USER }, aRelay()),
      await upload({ on_behalf_of: OWNER }, aRelay({ sub: ANOTHER_USER })),
      await upload({}, aRelay()),
      await upload(),
    ].map(({ file_id }) => file_id);

    expect(new Set(ids).size).toBe(5);
    expect(files.table.size).toBe(5);
  });
});

describe("an Idempotency-Key", () => {
  it.each([
    ["empty", ""],
    ["256 characters long", "k".repeat(256)],
    ["split by a space", "a b"],
    ["split by a tab", "a\tb"],
    ["followed by a line break", "a\n"],
    ["not ASCII", "schlüssel"],
    ["followed by DEL", "a\u007f"],
  ])("is a 400 if it is %s, and nothing is written", async (_, key) => {
    const { upload, files, signed } = prepare();

    const refused = await upload({}, aCaller(), key).catch((thrown: unknown) => thrown);

    expect(refused).toBeInstanceOf(InvalidRequest);
    expect(refused).toMatchObject({
      faults: [
        { pointer: "#", detail: "The header Idempotency-Key takes 1 to 255 visible ASCII characters." },
      ],
    });
    expect(files.table.size).toBe(0);
    expect(signed).toEqual([]);
  });

  it.each(["a", "k".repeat(255), '"9f1c"', "!~"])("may be %s", async (key) => {
    await expect(prepare().upload({}, aCaller(), key)).resolves.toHaveProperty("fields");
  });

  it("differs by case and by each character", async () => {
    const { upload, files } = prepare();

    for (const key of ["key", "Key", "key1", "key2"]) await upload({}, aCaller(), key);

    expect(files.table.size).toBe(4);
  });

  it("that is missing makes each call create a file", async () => {
    const { request, files } = prepare();

    await request(aRequestedUpload(), aCaller(), {});
    await request(aRequestedUpload(), aCaller(), {});

    expect(files.table.size).toBe(2);
  });
});

it("a generated id that is already in use returns no existing file", async () => {
  const { files } = prepare();
  const request = requestUpload({
    files,
    storage: { ...NO_PLANS, presignPost: async () => ({ url: "", fields: {} }) },
    expirySeconds: 900,
    plans: PLANS,
    newId: () => "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
  });
  await request(aRequestedUpload(), aCaller(), {});

  await expect(request(aRequestedUpload(), aCaller({ sub: "somebody-else" }), {})).rejects.toMatchObject({
    code: "changed-meanwhile",
  });
});

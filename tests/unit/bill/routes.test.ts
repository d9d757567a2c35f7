import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { HeadObjectCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import { BatchGetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  FileNotFound,
  type FileRecord,
  NotUploadedYet,
  PartsMissing,
  Unavailable,
  type UpdateRequest,
  UploadExpired,
} from "@malote/core";
import { beforeEach, describe, expect, it } from "vitest";
import { aCaller, aRelay, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { aPlan, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../../functions/confirm/confirm-upload.ts";
import { consultMany } from "../../../functions/consult/consult-many.ts";
import { consultStatus } from "../../../functions/consult/consult-status.ts";
import { downloadFile } from "../../../functions/download/download-file.ts";
import { listFiles } from "../../../functions/list/list-files.ts";
import { showOperations } from "../../../functions/operations/show-operations.ts";
import { showFile } from "../../../functions/operations-file/show-file.ts";
import { removeFile } from "../../../functions/remove/remove-file.ts";
import { updateStatus } from "../../../functions/update/update-status.ts";
import { requestUploads } from "../../../functions/upload-many/request-uploads.ts";
import { signParts } from "../../../functions/upload-parts/sign-parts.ts";
import { requestUpload } from "../../../layers/core/src/steps/request-upload.ts";
import { requireOwnerIn } from "../../../layers/core/src/steps/require-owner.ts";
import {
  billedCalls,
  conditionFailed,
  file,
  indexes,
  MISSING,
  mocks,
  ports,
  respondToAll,
  setRecord,
  users,
} from "./aws.fixture.ts";

beforeEach(respondToAll);

describe("POST /upload", () => {
  const request = requestUpload({
    ...ports,
    expirySeconds: 900,
    plans: PLANS,
    requireOwner: requireOwnerIn(users),
  });
  const UPLOAD = aRequestedUpload({ file_name: "a.jpg", extension: ".jpg", len: 18, type: "image/jpeg" });

  it.each([
    ["completed", "known"],
    ["pending", "form"],
  ] as const)("makes one refused write for a replay of a file that is %s", async (status, outcome) => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, status, version: 5 });
    });

    await expect(request(UPLOAD, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty(outcome);

    expect(billedCalls()).toEqual(["PutCommand"]);
  });

  it.each([
    ["expired", ports.clock().toISOString()],
    ["pending", "2026-11-21T11:59:59.000Z"],
  ] as const)("makes one write more for another form of a file that is %s", async (status, expires_at) => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, status, expires_at, check_at: expires_at });
    });

    await expect(request(UPLOAD, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty("form");

    expect(billedCalls()).toEqual(["PutCommand", "UpdateCommand"]);
  });

  it("writes once, and signs without a call", async () => {
    const outcome = await request(UPLOAD, aCaller(), {});

    expect(outcome).toHaveProperty(["form", "fields", "X-Amz-Signature"]);
    expect(billedCalls()).toEqual(["PutCommand"]);
  });
});

describe("POST /upload on behalf of a user", () => {
  it("looks the user up once in five minutes", async () => {
    const request = requestUpload({
      ...ports,
      expirySeconds: 900,
      plans: PLANS,
      requireOwner: requireOwnerIn(users),
    });

    for (let i = 0; i < 2; i++) await request(aRequestedUpload({ on_behalf_of: OWNER }), aRelay(), {});

    expect(billedCalls()).toEqual(["ListUsersCommand", "PutCommand", "PutCommand"]);
  });
});

describe("POST /uploads", () => {
  const uploads = requestUploads({
    readEntry: (raw) => aRequestedUpload(raw as object),
    announce: requestUpload({
      ...ports,
      expirySeconds: 900,
      plans: PLANS,
      requireOwner: requireOwnerIn(users),
    }),
  });

  it("writes once for each file, and signs without a call", async () => {
    const entries = await uploads({ files: Array(50).fill({}) }, aCaller(), {});

    expect(entries.map((entry) => "outcome" in entry && "form" in entry.outcome)).toEqual(
      Array(50).fill(true),
    );
    expect(billedCalls()).toEqual(Array(50).fill("PutCommand"));
  });

  it("makes no call for a faulty entry, and one refused write for a replayed one", async () => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, version: 5 });
    });

    const faulty = { type: "application/pdf" };
    await uploads({ files: [{}, faulty, {}] }, aCaller(), { "idempotency-key": "a-key" });

    expect(billedCalls()).toEqual(Array(2).fill("PutCommand"));
  });

  it("begins an upload for each plan before its write", async () => {
    await uploads({ files: [{ multipart: true }, {}] }, aCaller(), {});

    expect(billedCalls().toSorted()).toEqual(["CreateMultipartUploadCommand", "PutCommand", "PutCommand"]);
  });

  it("looks up each owner once", async () => {
    await uploads({ files: Array(50).fill({ on_behalf_of: OWNER }) }, aRelay(), {});

    expect(billedCalls()).toEqual(["ListUsersCommand", ...Array(50).fill("PutCommand")]);
  });
});

describe("GET /.well-known/malote", () => {
  it("makes no call: it has no client to make one with", async () => {
    await import("../../../functions/well-known/describe-service.ts");
    const code = readFileSync("functions/well-known/handler.ts", "utf8");

    expect([...code.matchAll(/from "(.+)"/g)].map(([, name]) => name)).toEqual([
      "@malote/core",
      "@malote/core/http",
      "@malote/core/runtime",
      "./describe-service.ts",
    ]);
    expect(billedCalls()).toEqual([]);
  });
});

describe("POST /upload, in parts", () => {
  const request = requestUpload({ ...ports, expirySeconds: 900, plans: PLANS });
  const UPLOAD = aRequestedUpload({ multipart: true });

  it("creates an upload and writes once", async () => {
    await expect(request(UPLOAD, aCaller(), {})).resolves.toHaveProperty("form.part_count");

    expect(billedCalls()).toEqual(["CreateMultipartUploadCommand", "PutCommand"]);
  });

  it("aborts the upload that a replay created", async () => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, version: 2, upload_id: "the first" });
    });

    await expect(request(UPLOAD, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty(
      "form.part_count",
    );

    expect(billedCalls()).toEqual([
      "CreateMultipartUploadCommand",
      "PutCommand",
      "AbortMultipartUploadCommand",
    ]);
  });

  it("writes once more for another plan, and aborts the upload of the one that has ended", async () => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, status: "expired", upload_id: "the first" });
    });
    mocks.dynamodb.on(UpdateCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
      Attributes: { ...file(), upload_id: values[":upload_id"], part_bytes: values[":part_bytes"] ?? 1 },
    }));

    await expect(request(UPLOAD, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty("form");

    expect(billedCalls()).toEqual([
      "CreateMultipartUploadCommand",
      "PutCommand",
      "UpdateCommand",
      "AbortMultipartUploadCommand",
    ]);
  });
});

describe("POST /upload-parts", () => {
  const sign = signParts({ ...ports, expirySeconds: 900 });

  it("reads once, and signs without a call", async () => {
    setRecord(aPlan());
    const parts = [1, 2, 3].map((part_number) => ({ part_number, checksum: "AAAAAA==" }));

    await expect(sign({ file_id: FILE_ID, parts }, aCaller())).resolves.toHaveProperty("parts.length", 3);

    expect(billedCalls()).toEqual(["GetCommand"]);
  });

  it("reads one page of the list", async () => {
    setRecord(aPlan());

    await expect(sign({ file_id: FILE_ID, list: true }, aCaller())).resolves.toHaveProperty("uploaded");

    expect(billedCalls()).toEqual(["GetCommand", "ListPartsCommand"]);
  });
});

describe("POST /confirm-upload of a plan", () => {
  const confirm = () =>
    confirmUpload(ports)(
      { file_id: FILE_ID, checksum: { algorithm: "CRC32", value: "AAAAAA==" } },
      aCaller(),
    );
  /** The CRC32 of zeros is not 0, but S3 is mocked: parts whose CRCs are 0 have the CRC 0 together. */
  const respondWithParts = (...sizes: number[]) =>
    mocks.s3.on(ListPartsCommand).resolves({
      Parts: sizes.map((Size, i) => ({ PartNumber: i + 1, Size, ETag: '"p"', ChecksumCRC32: "AAAAAA==" })),
    });

  it("reads, lists the parts, writes, sends", async () => {
    setRecord(aPlan());
    respondWithParts(10, 10, 5);

    await expect(confirm()).resolves.toMatchObject({ queued: true });

    expect(billedCalls()).toEqual(["GetCommand", "ListPartsCommand", "UpdateCommand", "SendMessageCommand"]);
  });

  it("lists ten pages at the most", async () => {
    setRecord(aPlan({ len: 100_000, part_bytes: 10 }));
    respondWithParts(10);

    await expect(confirm()).rejects.toThrow(PartsMissing);

    expect(billedCalls()).toEqual(["GetCommand", ...Array(10).fill("ListPartsCommand")]);
  });

  it("sends the message again while no mover has claimed the file", async () => {
    setRecord(aPlan({ status: "uploaded", checksum: { algorithm: "CRC32", value: "AAAAAA==" } }));

    await expect(confirm()).resolves.toMatchObject({ queued: false });

    expect(billedCalls()).toEqual(["GetCommand", "SendMessageCommand"]);
  });

  it("reads again if the upload is gone", async () => {
    setRecord(aPlan());
    mocks.s3.on(ListPartsCommand).rejects(Object.assign(new Error("gone"), { name: "NoSuchUpload" }));

    await expect(confirm()).rejects.toThrow(UploadExpired);

    expect(billedCalls()).toEqual(["GetCommand", "ListPartsCommand", "GetCommand"]);
  });
});

describe("POST /confirm-upload", () => {
  const confirm = () => confirmUpload(ports)({ file_id: FILE_ID }, aCaller());

  it("reads, checks the object, sends, writes", async () => {
    setRecord();

    await expect(confirm()).resolves.toMatchObject({ queued: true });

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it("reads once for a repeated confirmation", async () => {
    setRecord({ status: "uploaded" });

    await expect(confirm()).resolves.toMatchObject({ queued: false });

    expect(billedCalls()).toEqual(["GetCommand"]);
  });

  it("reads, checks the object, writes, sends for a file in error that a retry may help", async () => {
    setRecord({ status: "error", retryable: true });

    await expect(confirm()).resolves.toMatchObject({ queued: true });

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "UpdateCommand", "SendMessageCommand"]);
  });

  it("reads and checks the object for a file in error whose bytes are the same", async () => {
    setRecord({ status: "error", retryable: false });

    await expect(confirm()).resolves.toMatchObject({ queued: false });

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand"]);
  });

  it("reads again if there is no object", async () => {
    setRecord();
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);

    await expect(confirm()).rejects.toThrow(NotUploadedYet);

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "GetCommand"]);
  });
});

describe("GET /consult-status", () => {
  it("reads once", async () => {
    setRecord();

    await consultStatus(ports)({ file_id: FILE_ID }, aCaller(), {});

    expect(billedCalls()).toEqual(["GetCommand"]);
  });

  it("reads once for a 304", async () => {
    setRecord();

    await expect(
      consultStatus(ports)({ file_id: FILE_ID }, aCaller(), { "if-none-match": '"1"' }),
    ).resolves.not.toHaveProperty("view");

    expect(billedCalls()).toEqual(["GetCommand"]);
  });

  it("reads 50 files with one batch read", async () => {
    mocks.dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [] } });

    await consultMany(ports)(
      Array.from({ length: 50 }, () => randomUUID()),
      aCaller(),
      {},
    );

    expect(billedCalls()).toEqual(["BatchGetCommand"]);
  });

  it("reads up to three times if DynamoDB does not process all", async () => {
    mocks.dynamodb
      .on(BatchGetCommand)
      .resolves({ UnprocessedKeys: { files: { Keys: [{ file_id: FILE_ID }] } } });

    await expect(consultMany(ports)([FILE_ID], aCaller(), {})).rejects.toThrow(Unavailable);

    expect(billedCalls()).toEqual(Array(3).fill("BatchGetCommand"));
  });
});

describe("DELETE /files/{file_id}", () => {
  const remove = (caller = aCaller()) => {
    const leftBehind = (_: FileRecord, cause: unknown) => {
      throw cause;
    };
    return removeFile({ ...ports, leftBehind })({ file_id: FILE_ID }, caller);
  };

  it.each([
    "pending",
    "uploaded",
    "completed",
    "error",
    "expired",
  ] as const)("of a file that is %s reads, writes and deletes both keys", async (status) => {
    setRecord({ status });

    await remove();

    expect(billedCalls()).toEqual([
      "GetCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
      "DeleteObjectCommand",
    ]);
  });

  it("also aborts the uploads in the record", async () => {
    setRecord({ upload_id: "u", copy_upload_id: "c" });

    await remove();

    expect(billedCalls()).toEqual([
      "GetCommand",
      "UpdateCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
    ]);
  });

  it("by the relay that uploads the file costs the same", async () => {
    setRecord({ owner: "somebody-else", uploaded_by: aRelay().sub, status: "pending", upload_id: "u" });

    await remove(aRelay());

    expect(billedCalls()).toEqual([
      "GetCommand",
      "UpdateCommand",
      "AbortMultipartUploadCommand",
      ...Array(2).fill("DeleteObjectCommand"),
    ]);
  });

  it("leaves the bytes to the mover that holds the file", async () => {
    setRecord({ status: "processing", lease_owner: "message-1", lease_until: "2026-11-21T12:01:00.000Z" });

    await remove();

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("reads once for a file that is not the caller's", async () => {
    setRecord({ owner: "somebody-else" });

    await expect(remove()).rejects.toThrow(FileNotFound);

    expect(billedCalls()).toEqual(["GetCommand"]);
  });
});

describe("GET /files", () => {
  const ended = { ended: "completed", ended_at: NOW };

  it("queries once if no file of the page is on its way", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [{ ...file(), ...ended }] });

    await expect(listFiles({ indexes })({}, aCaller())).resolves.toHaveProperty("files.length", 1);

    expect(billedCalls()).toEqual(["QueryCommand"]);
  });

  it("queries once for a path, also with subfolders", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [{ ...file(), ...ended }] });

    await listFiles({ indexes })({ path: "trips/2026" }, aCaller());

    expect(billedCalls()).toEqual(["QueryCommand"]);
  });

  it("reads the records of the files on their way with one batch", async () => {
    mocks.dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [file()] } });

    await expect(listFiles({ indexes })({}, aCaller())).resolves.toHaveProperty("files.length", 1);

    expect(billedCalls()).toEqual(["QueryCommand", "BatchGetCommand"]);
  });

  it.each([
    [3, { name: "rare" }],
    [3, { tag: "album:rare" }],
    [3, { path: "trips", tag: ["album:rare", "camera:x"] }],
    [4, { status: "error" as const, name: "rare" }],
  ])("queries up to %i times if filters leave out what was read: %j", async (queries, filters) => {
    const LastEvaluatedKey = { owner: "o", created_at: "c", path_key: "trips", file_id: "f" };
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey });

    await listFiles({ indexes })(filters, aCaller());

    expect(billedCalls()).toEqual(Array(queries).fill("QueryCommand"));
  });

  it("reads up to 100 records for each of two queries of a status on the way", async () => {
    const LastEvaluatedKey = { owner: "o", created_at: "c", path_key: "trips", file_id: "f" };
    const Items = Array.from({ length: 200 }, () => file({ file_id: randomUUID() }));
    mocks.dynamodb.on(QueryCommand).resolves({ Items, LastEvaluatedKey });
    mocks.dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [] } });

    await listFiles({ indexes })({ status: "processing" }, aCaller());

    const round = ["QueryCommand", "BatchGetCommand"];
    expect(billedCalls()).toEqual([...round, ...round]);
    for (const { args } of mocks.dynamodb.commandCalls(BatchGetCommand))
      expect(args[0].input.RequestItems?.["files"]?.Keys).toHaveLength(100);
  });
});

describe("GET /operations", () => {
  it("queries once a shard if nothing is on its way", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [{ ...file(), ended: "expired" }] });

    await showOperations({ ...ports, indexes })();

    expect(billedCalls()).toEqual(Array(4).fill("QueryCommand"));
  });

  it("reads up to 1,000 records of files on their way, with ten batches", async () => {
    mocks.dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [] } });
    mocks.dynamodb
      .on(QueryCommand)
      .callsFake(() => ({ Items: Array.from({ length: 300 }, () => file({ file_id: randomUUID() })) }));

    await expect(showOperations({ ...ports, indexes })()).resolves.toHaveProperty("complete", false);

    expect(billedCalls()).toEqual([...Array(4).fill("QueryCommand"), ...Array(10).fill("BatchGetCommand")]);
  });

  it("reads up to three pages a shard", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { file_id: "f" } });

    await expect(showOperations({ ...ports, indexes })()).resolves.toHaveProperty("complete", false);

    expect(billedCalls()).toEqual(Array(12).fill("QueryCommand"));
  });
});

describe("GET /operations/files/{file_id}", () => {
  it.each(["error", "completed", "deleted"] as const)("reads once for a file that is %s", async (status) => {
    setRecord({ status, owner: "somebody-else" });

    await expect(showFile(ports)({ file_id: FILE_ID })).resolves.toMatchObject({ status });

    expect(billedCalls()).toEqual(["GetCommand"]);
  });
});

describe("GET /files/{file_id}", () => {
  it("reads once, and signs without a call", async () => {
    setRecord({ status: "completed" });

    const view = await downloadFile(ports)({ file_id: FILE_ID }, aCaller());

    expect(view.download?.url).toContain("X-Amz-Signature=");
    expect(billedCalls()).toEqual(["GetCommand"]);
  });
});

describe("POST /update-status", () => {
  const update = (status: UpdateRequest["status"]) => updateStatus(ports)({ file_id: FILE_ID, status });

  it("reads and writes", async () => {
    setRecord({ status: "uploaded" });

    await update("error");

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("checks the object before it writes completed", async () => {
    setRecord({ status: "uploaded" });

    await update("completed");

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "UpdateCommand"]);
  });

  it.each([
    ["quarantines", "completed", "quarantined"],
    ["releases", "quarantined", "completed"],
  ] as const)("%s with one write and one message", async (_, from, to) => {
    setRecord({ status: from, quarantine_path: "quarantine/one.jpg" });

    await update(to);

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand", "SendMessageCommand"]);
  });

  it("queues a retry", async () => {
    setRecord({ status: "error" });

    await update("uploaded");

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand", "SendMessageCommand"]);
  });
});

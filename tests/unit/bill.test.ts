import { Readable } from "node:stream";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { NotUploadedYet } from "@malote/core";
import { createFileTable } from "@malote/core/files";
import { createMoveQueue } from "@malote/core/queue";
import { createMoverStorage, createStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../functions/consult/consult-status.ts";
import { showFile } from "../../functions/download/show-file.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { aFileOf, aJpeg, anArrival } from "../../functions/mover/testing/builders.ts";
import { TIME_LEFT } from "../../functions/mover/testing/ports.ts";
import { updateStatus } from "../../functions/update/update-status.ts";
import { requestUpload } from "../../functions/upload/request-upload.ts";
import { aCaller, aClock, anOperator, FILE_ID } from "../../layers/core/src/testing/builders.ts";

// What one file costs: every call to AWS is on somebody's bill, so each is listed, in order.

const REGION = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
};
const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(REGION));
const s3 = new S3Client(REGION);
const sqs = new SQSClient(REGION);
const mocks = { dynamodb: mockClient(dynamodb), s3: mockClient(s3), sqs: mockClient(sqs) };

const files = createFileTable("files", dynamodb);
const storage = createStorage("malote-files", s3);
const queue = createMoveQueue("https://sqs.us-east-1.amazonaws.com/123456789012/move", sqs);
const ports = { files, storage, queue, clock: aClock() };
const mover = {
  files,
  storage: createMoverStorage("malote-files", s3),
  maxAttempts: 5,
  clock: aClock(),
};

const BYTES = aJpeg();
const file = (overrides: Partial<FileRecord> = {}): FileRecord => aFileOf(BYTES, overrides);
const OBJECT = { ETag: '"e"', ContentLength: BYTES.length };
const MISSING = Object.assign(new Error("not there"), {
  name: "NotFound",
  $metadata: { httpStatusCode: 404 },
});

/** The names of all calls made, in the order in which they were. */
const bill = (): string[] =>
  [...mocks.dynamodb.calls(), ...mocks.s3.calls(), ...mocks.sqs.calls()]
    .sort((a, b) => (a.calledBefore(b) ? -1 : 1))
    .map((call) => call.args[0].constructor.name);

beforeEach(() => {
  for (const mock of Object.values(mocks)) mock.reset();
  mocks.dynamodb.on(PutCommand).resolves({});
  mocks.dynamodb.on(UpdateCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
    Attributes: file({ status: values[":status"] ?? values[":processing"], version: 2, attempts: 1 }),
  }));
  mocks.s3.on(HeadObjectCommand).resolves(OBJECT);
  mocks.s3
    .on(GetObjectCommand)
    .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
  mocks.s3.on(CopyObjectCommand).resolves({ CopyObjectResult: OBJECT });
  mocks.s3.on(DeleteObjectCommand).resolves({});
  mocks.sqs.on(SendMessageCommand).resolves({});
});

const found = (overrides: Partial<FileRecord> = {}) =>
  mocks.dynamodb.on(GetCommand).resolves({ Item: file(overrides) });

describe("POST /upload", () => {
  it("writes once; signing is no call", async () => {
    const request = requestUpload({
      ...ports,
      limits: { maxBytes: 1000, allowedTypes: ["*/*"] },
      expirySeconds: 900,
    });

    const outcome = await request(
      { file_name: "a.jpg", extension: ".jpg", len: 18, type: "image/jpeg" },
      aCaller(),
      {},
    );

    expect(outcome).toHaveProperty(["form", "fields", "X-Amz-Signature"]);
    expect(bill()).toEqual(["PutCommand"]);
  });
});

describe("POST /confirm-upload", () => {
  const confirm = () => confirmUpload(ports)({ file_id: FILE_ID }, aCaller());

  it("reads, looks, sends, writes", async () => {
    found();

    await expect(confirm()).resolves.toMatchObject({ queued: true });

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it("reads once when that was done before", async () => {
    found({ status: "uploaded" });

    await expect(confirm()).resolves.toMatchObject({ queued: false });

    expect(bill()).toEqual(["GetCommand"]);
  });

  it("reads again where nothing is there", async () => {
    found();
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);

    await expect(confirm()).rejects.toThrow(NotUploadedYet);

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "GetCommand"]);
  });
});

describe("GET /consult-status", () => {
  it("reads once", async () => {
    found();

    await consultStatus(ports)({ file_id: FILE_ID }, aCaller(), {});

    expect(bill()).toEqual(["GetCommand"]);
  });
});

describe("GET /files/{file_id}", () => {
  it("reads once; signing is no call", async () => {
    found({ status: "completed" });

    const view = await showFile(ports)({ file_id: FILE_ID }, aCaller());

    expect(view.download?.url).toContain("X-Amz-Signature=");
    expect(bill()).toEqual(["GetCommand"]);
  });
});

describe("POST /update-status", () => {
  const update = (status: "error" | "completed" | "uploaded") =>
    updateStatus(ports)({ file_id: FILE_ID, status }, anOperator());

  it("reads and writes", async () => {
    found({ status: "uploaded" });

    await update("error");

    expect(bill()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("looks for the bytes before it says completed", async () => {
    found({ status: "uploaded" });

    await update("completed");

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "UpdateCommand"]);
  });

  it("queues a retry", async () => {
    found({ status: "error" });

    await update("uploaded");

    expect(bill()).toEqual(["GetCommand", "UpdateCommand", "SendMessageCommand"]);
  });
});

describe("the mover", () => {
  it("claims, looks, copies, completes, deletes", async () => {
    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

    expect(bill()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
    ]);
  });

  it("asks for no call more where a checksum was declared", async () => {
    const checksum = { algorithm: "CRC32", value: "AAAAAA==" } as const;
    const Attributes = file({ status: "processing", version: 2, attempts: 1, checksum });
    mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    mocks.s3
      .on(CopyObjectCommand)
      .resolves({ CopyObjectResult: { ...OBJECT, ChecksumCRC32: checksum.value } });

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(bill()).toHaveLength(5);
  });

  it.each([
    "processing",
    "completed",
  ] as const)("writes once, in vain, for a duplicate of a file that is %s", async (status) => {
    const lease = { lease_owner: "message-2", lease_until: "2026-11-21T12:01:00.000Z" };
    mocks.dynamodb.on(UpdateCommand).rejects(
      new ConditionalCheckFailedException({
        message: "The conditional request failed",
        $metadata: {},
        Item: marshall(file({ status, source_etag: '"e"', ...(status === "processing" && lease) })),
      }),
    );

    await moveFile(mover, anArrival({ event: { etag: "e", sequencer: "00A1" } }), TIME_LEFT);

    expect(bill()).toEqual(["UpdateCommand"]);
  });
});

import { Readable } from "node:stream";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { FileNotFound, NotUploadedYet } from "@malote/core";
import { createFileIndexes, createFileTable } from "@malote/core/files";
import { createMoveQueue } from "@malote/core/queue";
import { createMoverStorage, createReconcilerStorage, createStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../functions/consult/consult-status.ts";
import { showFile } from "../../functions/download/show-file.ts";
import { listFiles } from "../../functions/list/list-files.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { anArrival } from "../../functions/mover/testing/builders.ts";
import { TIME_LEFT } from "../../functions/mover/testing/ports.ts";
import { STOP_MARGIN_MS } from "../../functions/mover/time-left.ts";
import { showOperations } from "../../functions/operations/show-operations.ts";
import { reconcile } from "../../functions/reconciler/reconcile.ts";
import { reconcileFile } from "../../functions/reconciler/reconcile-file.ts";
import { reconcileLeftover } from "../../functions/reconciler/reconcile-leftover.ts";
import { removeFile } from "../../functions/remove/remove-file.ts";
import { updateStatus } from "../../functions/update/update-status.ts";
import { requestUpload } from "../../functions/upload/request-upload.ts";
import { aCaller, aClock, aFileOf, aJpeg, FILE_ID, NOW } from "../../layers/core/src/testing/builders.ts";

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
const indexes = createFileIndexes("files", dynamodb);
const storage = createStorage("malote-files", s3);
const queue = createMoveQueue("https://sqs.us-east-1.amazonaws.com/123456789012/move", sqs);
const ports = { files, storage, queue, clock: aClock() };
const mover = {
  files,
  storage: createMoverStorage("malote-files", s3),
  queue,
  parts: { thresholdBytes: 1000, partBytes: 300 },
  maxAttempts: 5,
  clock: aClock(),
  report: { notAborted: () => {} },
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
  mocks.dynamodb.on(QueryCommand).resolves({ Items: [file()] });
  mocks.dynamodb.on(UpdateCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
    Attributes: file({ status: values[":status"] ?? values[":processing"], version: 2, attempts: 1 }),
  }));
  mocks.s3.on(HeadObjectCommand).resolves(OBJECT);
  mocks.s3
    .on(GetObjectCommand)
    .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
  mocks.s3.on(CopyObjectCommand).resolves({ CopyObjectResult: OBJECT });
  mocks.s3.on(DeleteObjectCommand).resolves({});
  mocks.s3.on(AbortMultipartUploadCommand).resolves({});
  mocks.s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole"' });
  mocks.sqs.on(SendMessageCommand).resolves({});
});

/** What DynamoDB answers where `found` stood in the way of a write. */
const conditionFailed = (found: FileRecord) =>
  new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: {},
    Item: marshall(found),
  });

const found = (overrides: Partial<FileRecord> = {}) =>
  mocks.dynamodb.on(GetCommand).resolves({ Item: file(overrides) });

describe("POST /upload", () => {
  const request = requestUpload({
    ...ports,
    expirySeconds: 900,
  });
  const WISH = { file_name: "a.jpg", extension: ".jpg", len: 18, type: "image/jpeg" };

  it.each([
    ["completed", "known"],
    ["pending", "form"],
  ] as const)("writes once, in vain, for a replay of a file that is %s", async (status, outcome) => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, status, version: 5 });
    });

    await expect(request(WISH, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty(outcome);

    expect(bill()).toEqual(["PutCommand"]);
  });

  it("writes once; signing is no call", async () => {
    const outcome = await request(WISH, aCaller(), {});

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

  it("reads once for a 304", async () => {
    found();

    await expect(
      consultStatus(ports)({ file_id: FILE_ID }, aCaller(), { "if-none-match": '"1"' }),
    ).resolves.not.toHaveProperty("view");

    expect(bill()).toEqual(["GetCommand"]);
  });
});

describe("DELETE /files/{file_id}", () => {
  const remove = () => {
    const leftBehind = (_: FileRecord, cause: unknown) => {
      throw cause;
    };
    return removeFile({ ...ports, leftBehind })({ file_id: FILE_ID }, aCaller());
  };

  it.each([
    "pending",
    "uploaded",
    "completed",
    "error",
    "expired",
  ] as const)("of a file that is %s reads, writes and deletes both keys", async (status) => {
    found({ status });

    await remove();

    expect(bill()).toEqual(["GetCommand", "UpdateCommand", "DeleteObjectCommand", "DeleteObjectCommand"]);
  });

  it("aborts the uploads that the record knows, too", async () => {
    found({ upload_id: "u", copy_upload_id: "c" });

    await remove();

    expect(bill()).toEqual([
      "GetCommand",
      "UpdateCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
    ]);
  });

  it("leaves the bytes to the mover that holds the file", async () => {
    found({ status: "processing", lease_owner: "message-1", lease_until: "2026-11-21T12:01:00.000Z" });

    await remove();

    expect(bill()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("reads once for a file that is not the caller's", async () => {
    found({ owner: "somebody-else" });

    await expect(remove()).rejects.toThrow(FileNotFound);

    expect(bill()).toEqual(["GetCommand"]);
  });
});

describe("GET /files", () => {
  it("queries once", async () => {
    await expect(listFiles({ indexes })({}, aCaller())).resolves.toHaveProperty("files.length", 1);

    expect(bill()).toEqual(["QueryCommand"]);
  });

  it("queries up to four times where filters leave out what was read", async () => {
    mocks.dynamodb
      .on(QueryCommand)
      .resolves({ Items: [], LastEvaluatedKey: { owner: "o", created_at: "c", file_id: "f" } });

    await listFiles({ indexes })({ name: "rare" }, aCaller());

    expect(bill()).toEqual(Array(4).fill("QueryCommand"));
  });
});

describe("GET /operations", () => {
  it("queries once a shard", async () => {
    await showOperations({ indexes })();

    expect(bill()).toEqual(Array(4).fill("QueryCommand"));
  });

  it("reads up to four pages a shard", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { file_id: "f" } });

    await expect(showOperations({ indexes })()).resolves.toHaveProperty("complete", false);

    expect(bill()).toEqual(Array(16).fill("QueryCommand"));
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
    updateStatus(ports)({ file_id: FILE_ID, status });

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

  describe("for a client's multipart upload", () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1, upload_id: "u" });
    const NO_SUCH_KEY = Object.assign(new Error("not there"), {
      name: "NoSuchKey",
      $metadata: { httpStatusCode: 404 },
    });
    const MOVE = ["GetObjectCommand", "CopyObjectCommand", "UpdateCommand", "DeleteObjectCommand"];

    beforeEach(() => {
      mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    });

    it("looks, lists its parts, completes it, and looks again", async () => {
      mocks.s3
        .on(GetObjectCommand)
        .rejectsOnce(NO_SUCH_KEY)
        .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
      mocks.s3.on(ListPartsCommand).resolves({ Parts: [{ PartNumber: 1, ETag: '"p"', Size: BYTES.length }] });

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        "CompleteMultipartUploadCommand",
        ...MOVE,
      ]);
    });

    it("makes no call more where it is completed already", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual(["UpdateCommand", ...MOVE]);
    });
  });

  describe.each([1001, 2400, 3000])("for a file of %i bytes, over the threshold of 1000", (len) => {
    const parts = Math.ceil(len / 300);
    const large = (overrides: Partial<FileRecord> = {}) =>
      file({ len, status: "processing", version: 2, attempts: 1, ...overrides });
    const begun = { copy_upload_id: "u", copy_source_etag: '"e"', copy_part_bytes: 300 };

    beforeEach(() => {
      mocks.dynamodb
        .on(UpdateCommand)
        .resolvesOnce({ Attributes: large() })
        .resolves({ Attributes: large(begun) });
      mocks.s3.on(GetObjectCommand).callsFake(() => ({
        ...OBJECT,
        ContentRange: `bytes 0-0/${len}`,
        Body: sdkStreamMixin(Readable.from([BYTES])),
      }));
      mocks.s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
      mocks.s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p"' } });
      mocks.s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole"' });
    });

    it("claims, looks, begins, notes it, copies each part, completes, deletes", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "CreateMultipartUploadCommand",
        "UpdateCommand",
        ...Array(parts).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });

    it("where time runs out releases and sends; the next claims, looks and lists", async () => {
      let asked = 0;
      const time = () => (asked++ < 3 ? STOP_MARGIN_MS : 0);
      await expect(moveFile(mover, anArrival(), time)).resolves.toBe("continued");
      expect(bill().slice(-2)).toEqual(["UpdateCommand", "SendMessageCommand"]);
      const before = bill().length;

      mocks.s3.on(ListPartsCommand).resolves({
        Parts: [1, 2].map((PartNumber) => ({ PartNumber, ETag: '"p"', Size: 300 })),
      });
      await moveFile(mover, anArrival({ message_id: "message-2" }), TIME_LEFT);

      expect(bill().slice(before)).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        ...Array(parts - 2).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });
  });

  it.each([
    "processing",
    "completed",
  ] as const)("writes once, in vain, for a duplicate of a file that is %s", async (status) => {
    const lease = { lease_owner: "message-2", lease_until: "2026-11-21T12:01:00.000Z" };
    mocks.dynamodb
      .on(UpdateCommand)
      .rejects(conditionFailed(file({ status, source_etag: '"e"', ...(status === "processing" && lease) })));

    await moveFile(mover, anArrival({ event: { etag: "e", sequencer: "00A1" } }), TIME_LEFT);

    expect(bill()).toEqual(["UpdateCommand"]);
  });

  it("writes once, in vain, and deletes both keys for bytes of a file that is deleted", async () => {
    mocks.dynamodb.on(UpdateCommand).rejects(conditionFailed(file({ status: "deleted" })));

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(bill()).toEqual(["UpdateCommand", "DeleteObjectCommand", "DeleteObjectCommand"]);
  });

  it("deletes both keys where the file was deleted under its hands", async () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1 });
    mocks.dynamodb
      .on(UpdateCommand)
      .resolvesOnce({ Attributes })
      .rejects(conditionFailed(file({ status: "deleted", version: 3 })));

    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(bill()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
      "DeleteObjectCommand",
    ]);
  });
});

describe("the reconciler", () => {
  const LONG_AGO = "2026-11-21T10:00:00.000Z";
  const reconciler = {
    ...ports,
    indexes,
    storage: createReconcilerStorage("malote-files", s3),
    maxAttempts: 5,
    leftoverAgeSeconds: 3600,
    report: { file: () => {}, object: () => {}, failed: () => {}, finished: () => {} },
  };
  const due = (overrides: Partial<FileRecord>) => {
    found({ expires_at: LONG_AGO, check_at: LONG_AGO, ...overrides });
    return reconcileFile(reconciler, FILE_ID, NOW);
  };
  const leftover = (overrides: Partial<FileRecord>) => {
    found(overrides);
    return reconcileLeftover(reconciler, { key: file().key_path, etag: '"e"', last_modified: LONG_AGO }, NOW);
  };

  it("queries each shard twice and lists temp/ twice, where nothing is stuck", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [] });
    mocks.s3.on(ListObjectsV2Command).resolves({});

    await reconcile(reconciler)(() => 240_000);

    expect(bill()).toEqual([
      ...Array(4).fill("QueryCommand"),
      ...Array(2).fill("ListObjectsV2Command"),
      ...Array(4).fill("QueryCommand"),
    ]);
  });

  it.each([
    "pending",
    "expired",
  ] as const)("reads, looks, sends, writes where a file that is %s has bytes", async (status) => {
    await expect(due({ status })).resolves.toBe("requeued");

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it.each([
    "pending",
    "expired",
  ] as const)("reads, looks, writes where a file that is %s has none", async (status) => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);

    await due({ status });

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "UpdateCommand"]);
  });

  it("lists the parts of a client's upload, too", async () => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);
    mocks.s3.on(ListPartsCommand).resolves({ Parts: [{ PartNumber: 1, ETag: '"p"', Size: BYTES.length }] });

    await expect(due({ status: "pending", upload_id: "u" })).resolves.toBe("requeued");

    expect(bill()).toEqual([
      "GetCommand",
      "HeadObjectCommand",
      "ListPartsCommand",
      "SendMessageCommand",
      "UpdateCommand",
    ]);
  });

  it.each([
    ["pending", ["UpdateCommand", "AbortMultipartUploadCommand"]],
    ["expired", ["AbortMultipartUploadCommand", "UpdateCommand"]],
  ] as const)("aborts an upload of which not all came, of a file that is %s", async (status, end) => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);
    mocks.s3.on(ListPartsCommand).resolves({});

    await due({ status, upload_id: "u" });

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "ListPartsCommand", ...end]);
  });

  it("reads, sends, writes for a file whose message was lost", async () => {
    await expect(due({ status: "uploaded" })).resolves.toBe("requeued");

    expect(bill()).toEqual(["GetCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it("reads and writes to give a file up", async () => {
    await expect(due({ status: "uploaded", attempts: 5 })).resolves.toBe("given-up");

    expect(bill()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("reads, deletes both keys and writes for a tombstone", async () => {
    await expect(due({ status: "deleted" })).resolves.toBe("tombstone-swept");

    expect(bill()).toEqual(["GetCommand", "DeleteObjectCommand", "DeleteObjectCommand", "UpdateCommand"]);
  });

  it("aborts the uploads of a tombstone, too", async () => {
    await due({ status: "deleted", upload_id: "u", copy_upload_id: "c" });

    expect(bill()).toEqual([
      "GetCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
      "UpdateCommand",
    ]);
  });

  it("reads, looks and deletes what was left in temp/ after a move", async () => {
    await expect(leftover({ status: "completed" })).resolves.toBe("removed");

    expect(bill()).toEqual(["GetCommand", "HeadObjectCommand", "DeleteObjectCommand"]);
  });

  it("reads once for an object in temp/ that is still needed", async () => {
    await expect(leftover({ status: "error" })).resolves.toBe("kept");

    expect(bill()).toEqual(["GetCommand"]);
  });
});

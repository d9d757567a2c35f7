import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { FileNotFound, type FileRecord, NotUploadedYet } from "@malote/core";
import { beforeEach, describe, expect, it } from "vitest";
import { aCaller, FILE_ID } from "#testing/builders.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../../functions/consult/consult-status.ts";
import { downloadFile } from "../../../functions/download/download-file.ts";
import { listFiles } from "../../../functions/list/list-files.ts";
import { showOperations } from "../../../functions/operations/show-operations.ts";
import { removeFile } from "../../../functions/remove/remove-file.ts";
import { updateStatus } from "../../../functions/update/update-status.ts";
import { requestUpload } from "../../../functions/upload/request-upload.ts";
import { answerAll, bill, conditionFailed, found, indexes, MISSING, mocks, ports } from "./aws.fixture.ts";

beforeEach(answerAll);

describe("POST /upload", () => {
  const request = requestUpload({
    ...ports,
    expirySeconds: 900,
  });
  const UPLOAD = aRequestedUpload({ file_name: "a.jpg", extension: ".jpg", len: 18, type: "image/jpeg" });

  it.each([
    ["completed", "known"],
    ["pending", "form"],
  ] as const)("writes once, in vain, for a replay of a file that is %s", async (status, outcome) => {
    mocks.dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, status, version: 5 });
    });

    await expect(request(UPLOAD, aCaller(), { "idempotency-key": "a-key" })).resolves.toHaveProperty(outcome);

    expect(bill()).toEqual(["PutCommand"]);
  });

  it("writes once; signing is no call", async () => {
    const outcome = await request(UPLOAD, aCaller(), {});

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

    const view = await downloadFile(ports)({ file_id: FILE_ID }, aCaller());

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

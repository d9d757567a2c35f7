import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { callsUntil } from "./mover-client.ts";
import { createMoverStorage } from "./mover-storage.ts";

const FROM = `dest/${FILE_ID}.jpg`;
const TO = `quarantine/${FILE_ID}.jpg`;
const PARTS = { thresholdBytes: 100, partBytes: 40 };
const TARGET = { Bucket: "files-bucket", Key: TO };

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const copy = () => createMoverStorage("files-bucket", client).copyObject(FROM, TO, PARTS);

const put = (ContentLength: number) =>
  s3.on(HeadObjectCommand).resolves({
    ContentLength,
    ETag: '"e1"',
    ContentType: "image/jpeg",
    Metadata: { "malote-file-id": FILE_ID },
  });

beforeEach(() => {
  s3.reset();
});

test("an object up to the threshold is copied in one call, of exactly the bytes that the HEAD found", async () => {
  put(100);
  s3.on(CopyObjectCommand).resolves({});

  await expect(copy()).resolves.toBe(true);

  expect(callsOf(s3)).toStrictEqual([
    ["HeadObjectCommand", { Bucket: "files-bucket", Key: FROM }],
    [
      "CopyObjectCommand",
      {
        ...TARGET,
        CopySource: `files-bucket/${FROM}`,
        CopySourceIfMatch: '"e1"',
        TaggingDirective: "REPLACE",
      },
    ],
  ]);
});

test("an object that does not exist is not copied", async () => {
  s3.on(HeadObjectCommand).rejects(anSdkError("NotFound", 404));

  await expect(copy()).resolves.toBe(false);
  expect(callsOf(s3)).toHaveLength(1);
});

test("a longer object is copied in parts, with its type and metadata", async () => {
  put(101);
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  s3.on(UploadPartCopyCommand).callsFake(({ PartNumber }) => ({
    CopyPartResult: { ETag: `"part ${PartNumber}"` },
  }));
  s3.on(CompleteMultipartUploadCommand).resolves({});

  await expect(copy()).resolves.toBe(true);

  const part = (PartNumber: number, range: string) => [
    "UploadPartCopyCommand",
    {
      ...TARGET,
      UploadId: "u",
      PartNumber,
      CopySource: `files-bucket/${FROM}`,
      CopySourceIfMatch: '"e1"',
      CopySourceRange: `bytes=${range}`,
    },
  ];
  expect(callsOf(s3).slice(1)).toStrictEqual([
    [
      "CreateMultipartUploadCommand",
      { ...TARGET, ContentType: "image/jpeg", Metadata: { "malote-file-id": FILE_ID } },
    ],
    part(1, "0-39"),
    part(2, "40-79"),
    part(3, "80-100"),
    [
      "CompleteMultipartUploadCommand",
      {
        ...TARGET,
        UploadId: "u",
        MpuObjectSize: 101,
        MultipartUpload: {
          Parts: [1, 2, 3].map((PartNumber) => ({ PartNumber, ETag: `"part ${PartNumber}"` })),
        },
      },
    ],
  ]);
});

test("at most eight parts are under way at once", async () => {
  put(40 * 20);
  let underWay = 0;
  let most = 0;
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  s3.on(UploadPartCopyCommand).callsFake(async () => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    return { CopyPartResult: { ETag: '"part"' } };
  });
  s3.on(CompleteMultipartUploadCommand).resolves({});

  await copy();

  expect(most).toBe(8);
  expect(s3.commandCalls(UploadPartCopyCommand)).toHaveLength(20);
});

test("a copy that is cut off by the end of the invocation aborts its upload", async () => {
  put(101);
  const ends = new AbortController();
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  s3.on(UploadPartCopyCommand).callsFake(() => {
    ends.abort();
    throw anSdkError("AbortError", 0);
  });
  s3.on(AbortMultipartUploadCommand).resolves({});
  const storage = createMoverStorage("files-bucket", callsUntil(client, ends.signal), client);

  await expect(storage.copyObject(FROM, TO, PARTS)).rejects.toMatchObject({ name: "AbortError" });

  const [aborting] = s3.commandCalls(AbortMultipartUploadCommand);
  expect(aborting?.args[0].input).toEqual({ ...TARGET, UploadId: "u" });
  // Without the signal that ended the copy.
  expect(aborting?.args).toHaveLength(1);
});

test("a part that fails aborts the upload, also if the abort fails", async () => {
  put(101);
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
  s3.on(UploadPartCopyCommand).rejects(anSdkError("SlowDown", 503));
  s3.on(AbortMultipartUploadCommand).rejects(anSdkError("SlowDown", 503));

  await expect(copy()).rejects.toMatchObject({ name: "SlowDown" });

  expect(s3.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toEqual({
    ...TARGET,
    UploadId: "u",
  });
  expect(s3.commandCalls(CompleteMultipartUploadCommand)).toEqual([]);
});

import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { aBody, anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { CHECKSUM_ALGORITHMS } from "../domain/file.ts";
import { createMoverStorage } from "./mover-storage.ts";

const KEY = `temp/${FILE_ID}.jpg`;

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const storage = createMoverStorage("files-bucket", client);

beforeEach(() => {
  s3.reset();
});

describe("peek", () => {
  test("gets ETag, size and the first 4100 bytes in one call", async () => {
    const head = new Uint8Array(4100).fill(7);
    s3.on(GetObjectCommand).resolves({
      ETag: '"e1"',
      ContentRange: "bytes 0-4099/482113",
      ContentLength: 4100,
      Body: aBody(head),
    });

    const found = await storage.peek(KEY, { empty: false });

    expect(found).toEqual({ etag: '"e1"', size: 482_113, head });
    expect(callsOf(s3)).toStrictEqual([
      ["GetObjectCommand", { Bucket: "files-bucket", Key: KEY, Range: "bytes=0-4099" }],
    ]);
  });

  test("knows the size of an object shorter than the range", async () => {
    s3.on(GetObjectCommand).resolves({
      ETag: '"e1"',
      ContentRange: "bytes 0-2/3",
      ContentLength: 3,
      Body: aBody(Uint8Array.of(1, 2, 3)),
    });

    await expect(storage.peek(KEY, { empty: false })).resolves.toEqual({
      etag: '"e1"',
      size: 3,
      head: Uint8Array.of(1, 2, 3),
    });
  });

  test("asks without a range for an object that should be empty", async () => {
    s3.on(GetObjectCommand).resolves({ ETag: '"e0"', ContentLength: 0 });

    const found = await storage.peek(KEY, { empty: true });

    expect(found).toEqual({ etag: '"e0"', size: 0, head: new Uint8Array() });
    expect(callsOf(s3)).toStrictEqual([["GetObjectCommand", { Bucket: "files-bucket", Key: KEY }]]);
  });

  test("reads nothing of an object that should be empty and is not", async () => {
    const body = aBody(new Uint8Array(5));
    const read = vi.spyOn(body, "transformToByteArray");
    s3.on(GetObjectCommand).resolves({ ETag: '"e1"', ContentLength: 5_000_000_000, Body: body });

    const found = await storage.peek(KEY, { empty: true });

    expect(found).toEqual({ etag: '"e1"', size: 5_000_000_000, head: new Uint8Array() });
    expect(read).not.toHaveBeenCalled();
    expect(body).toHaveProperty("destroyed", true);
  });

  test("takes 416 for an object that is there and empty", async () => {
    s3.on(GetObjectCommand).rejects(anSdkError("InvalidRange", 416));

    await expect(storage.peek(KEY, { empty: false })).resolves.toEqual({
      etag: "",
      size: 0,
      head: new Uint8Array(),
    });
  });

  test("finds nothing where nothing is", async () => {
    s3.on(GetObjectCommand).rejects(anSdkError("NoSuchKey", 404));

    await expect(storage.peek(KEY, { empty: false })).resolves.toBeUndefined();
  });

  test.each([
    ["SlowDown", 503],
    ["AccessDenied", 403],
    ["NoSuchBucket", 404],
  ])("passes %s on as it is", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(GetObjectCommand).rejects(error);

    await expect(storage.peek(KEY, { empty: false })).rejects.toBe(error);
  });
});

describe("copy", () => {
  const input = {
    Bucket: "files-bucket",
    Key: `dest/${FILE_ID}.jpg`,
    CopySource: `files-bucket/temp/${FILE_ID}.jpg`,
    CopySourceIfMatch: '"e1"',
    IfNoneMatch: "*",
    MetadataDirective: "REPLACE",
    ContentType: "image/jpeg",
    Metadata: { "malote-file-id": FILE_ID, "malote-source-etag": "e1", "malote-size": "482113" },
  };

  test("takes exactly the bytes that were looked at to where nothing is, stamped", async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"e2"' } });

    const outcome = await storage.copy(aFile(), '"e1"', 482_113);

    expect(outcome).toEqual({ result: "copied" });
    expect(callsOf(s3)).toStrictEqual([["CopyObjectCommand", input]]);
  });

  describe.each(CHECKSUM_ALGORITHMS)("with a declared %s", (algorithm) => {
    const file = aFile({ checksum: { algorithm, value: "declared=" } });
    const answer = (value: string) => ({
      CopyObjectResult: { ETag: '"e2"', [`Checksum${algorithm}`]: value },
    });

    test("asks S3 to compute it again", async () => {
      s3.on(CopyObjectCommand).resolves(answer("declared="));

      const outcome = await storage.copy(file, '"e1"', 482_113);

      expect(outcome).toEqual({ result: "copied" });
      expect(callsOf(s3)).toStrictEqual([["CopyObjectCommand", { ...input, ChecksumAlgorithm: algorithm }]]);
    });

    test("tells of a copy that has another", async () => {
      s3.on(CopyObjectCommand).resolves(answer("another="));

      await expect(storage.copy(file, '"e1"', 482_113)).resolves.toEqual({
        result: "checksum-differs",
        etag: '"e2"',
      });
    });
  });

  test("believes a service that answers no checksum", async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"e2"' } });
    const file = aFile({ checksum: { algorithm: "CRC32", value: "declared=" } });

    await expect(storage.copy(file, '"e1"', 482_113)).resolves.toEqual({ result: "copied" });
  });

  test.each([
    ["PreconditionFailed", 412, "precondition-failed"],
    ["NoSuchKey", 404, "source-missing"],
  ])("%s (%d) is %s", async (name, status, result) => {
    s3.on(CopyObjectCommand).rejects(anSdkError(name, status));

    await expect(storage.copy(aFile(), '"e1"', 482_113)).resolves.toEqual({ result });
  });

  test.each([
    ["ConditionalRequestConflict", 409],
    ["SlowDown", 503],
    ["AccessDenied", 403],
    ["NoSuchBucket", 404],
  ])("%s is passed on as it is", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(CopyObjectCommand).rejects(error);

    await expect(storage.copy(aFile(), '"e1"', 482_113)).rejects.toBe(error);
  });
});

describe("deleteIfMatch", () => {
  test("deletes the object that has the ETag, and no other", async () => {
    s3.on(DeleteObjectCommand).resolves({ $metadata: { httpStatusCode: 204 } });

    const deleted = await storage.deleteIfMatch(KEY, '"e1"');

    expect(deleted).toBe(true);
    expect(callsOf(s3)).toStrictEqual([
      ["DeleteObjectCommand", { Bucket: "files-bucket", Key: KEY, IfMatch: '"e1"' }],
    ]);
  });

  test.each([
    ["NoSuchKey", 404, true],
    ["PreconditionFailed", 412, false],
  ])("%s (%d) is %j", async (name, status, expected) => {
    s3.on(DeleteObjectCommand).rejects(anSdkError(name, status));

    await expect(storage.deleteIfMatch(KEY, '"e1"')).resolves.toBe(expected);
  });

  test.each([
    ["ConditionalRequestConflict", 409],
    ["SlowDown", 503],
  ])("%s is passed on as it is", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(DeleteObjectCommand).rejects(error);

    await expect(storage.deleteIfMatch(KEY, '"e1"')).rejects.toBe(error);
  });
});

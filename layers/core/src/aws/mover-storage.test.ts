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
  test("reads ETag, size and the first 4100 bytes in one call", async () => {
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

  test("returns the size of an object that is shorter than the range", async () => {
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

  test("sends no range for an object that should be empty", async () => {
    s3.on(GetObjectCommand).resolves({ ETag: '"e0"', ContentLength: 0 });

    const found = await storage.peek(KEY, { empty: true });

    expect(found).toEqual({ etag: '"e0"', size: 0, head: new Uint8Array() });
    expect(callsOf(s3)).toStrictEqual([["GetObjectCommand", { Bucket: "files-bucket", Key: KEY }]]);
  });

  test("does not read the body of an object that should be empty but is not", async () => {
    const body = aBody(new Uint8Array(5));
    const read = vi.spyOn(body, "transformToByteArray");
    s3.on(GetObjectCommand).resolves({ ETag: '"e1"', ContentLength: 5_000_000_000, Body: body });

    const found = await storage.peek(KEY, { empty: true });

    expect(found).toEqual({ etag: '"e1"', size: 5_000_000_000, head: new Uint8Array() });
    expect(read).not.toHaveBeenCalled();
    expect(body).toHaveProperty("destroyed", true);
  });

  test("returns an empty object for a 416", async () => {
    s3.on(GetObjectCommand).rejects(anSdkError("InvalidRange", 416));

    await expect(storage.peek(KEY, { empty: false })).resolves.toEqual({
      etag: "",
      size: 0,
      head: new Uint8Array(),
    });
  });

  test("returns undefined if there is no object", async () => {
    s3.on(GetObjectCommand).rejects(anSdkError("NoSuchKey", 404));

    await expect(storage.peek(KEY, { empty: false })).resolves.toBeUndefined();
  });

  test.each([
    ["SlowDown", 503],
    ["AccessDenied", 403],
    ["NoSuchBucket", 404],
  ])("throws %s unchanged", async (name, status) => {
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
    TaggingDirective: "REPLACE",
    ContentType: "image/jpeg",
    Metadata: { "malote-file-id": FILE_ID, "malote-source-etag": "e1", "malote-size": "482113" },
  };

  test("copies exactly the bytes with this ETag to a key without an object, with metadata", async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"e2"' } });

    const outcome = await storage.copy(aFile(), '"e1"', 482_113);

    expect(outcome).toEqual({ result: "copied", checksums: {} });
    expect(callsOf(s3)).toStrictEqual([["CopyObjectCommand", input]]);
  });

  describe.each(CHECKSUM_ALGORITHMS)("with a declared %s", (algorithm) => {
    const file = aFile({ checksum: { algorithm, value: "declared=" } });
    const responseWith = (value: string) => ({
      CopyObjectResult: { ETag: '"e2"', [`Checksum${algorithm}`]: value },
    });

    test("makes S3 compute the checksum again", async () => {
      s3.on(CopyObjectCommand).resolves(responseWith("declared="));

      const outcome = await storage.copy(file, '"e1"', 482_113);

      expect(outcome).toEqual({ result: "copied", checksums: { [algorithm]: "declared=" } });
      expect(callsOf(s3)).toStrictEqual([["CopyObjectCommand", { ...input, ChecksumAlgorithm: algorithm }]]);
    });

    test("returns checksum-differs for a copy with another checksum", async () => {
      s3.on(CopyObjectCommand).resolves(responseWith("another="));

      await expect(storage.copy(file, '"e1"', 482_113)).resolves.toEqual({
        result: "checksum-differs",
        etag: '"e2"',
      });
    });
  });

  test("returns copied if the response has no checksum", async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"e2"' } });
    const file = aFile({ checksum: { algorithm: "CRC32", value: "declared=" } });

    await expect(storage.copy(file, '"e1"', 482_113)).resolves.toEqual({
      result: "copied",
      checksums: {},
    });
  });

  test("makes S3 compute the checksum of a plan, whose value may not be declared", async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"e2"', ChecksumCRC32: "c=" } });

    await expect(storage.copy(aFile({ checksum_algorithm: "CRC32" }), '"e1"', 482_113)).resolves.toEqual({
      result: "copied",
      checksums: { CRC32: "c=" },
    });
    expect(callsOf(s3)).toStrictEqual([["CopyObjectCommand", { ...input, ChecksumAlgorithm: "CRC32" }]]);
  });

  test("returns the checksums of the whole that S3 chose, without those of parts", async () => {
    s3.on(CopyObjectCommand).resolves({
      CopyObjectResult: { ETag: '"e2"', ChecksumCRC64NVME: "c=", ChecksumCRC32: "of parts=-2" },
    });

    await expect(storage.copy(aFile(), '"e1"', 482_113)).resolves.toEqual({
      result: "copied",
      checksums: { CRC64NVME: "c=" },
    });
  });

  test.each([
    ["PreconditionFailed", 412, "precondition-failed"],
    ["NoSuchKey", 404, "source-missing"],
  ])("for %s (%d) returns %s", async (name, status, result) => {
    s3.on(CopyObjectCommand).rejects(anSdkError(name, status));

    await expect(storage.copy(aFile(), '"e1"', 482_113)).resolves.toEqual({ result });
  });

  test.each([
    ["ConditionalRequestConflict", 409],
    ["SlowDown", 503],
    ["AccessDenied", 403],
    ["NoSuchBucket", 404],
  ])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(CopyObjectCommand).rejects(error);

    await expect(storage.copy(aFile(), '"e1"', 482_113)).rejects.toBe(error);
  });
});

describe("deleteIfMatch", () => {
  test("deletes only the object with this ETag", async () => {
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
  ])("for %s (%d) returns %j", async (name, status, expected) => {
    s3.on(DeleteObjectCommand).rejects(anSdkError(name, status));

    await expect(storage.deleteIfMatch(KEY, '"e1"')).resolves.toBe(expected);
  });

  test.each([
    ["ConditionalRequestConflict", 409],
    ["SlowDown", 503],
  ])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(DeleteObjectCommand).rejects(error);

    await expect(storage.deleteIfMatch(KEY, '"e1"')).rejects.toBe(error);
  });
});

import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createPartsCopy } from "./parts-copy.ts";

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const copies = createPartsCopy("files-bucket", client);

const OBJECT = { Bucket: "files-bucket", Key: `dest/${FILE_ID}.jpg` };
const UPLOAD = { ...OBJECT, UploadId: "upload-1" };
const CRCS = ["CRC32", "CRC32C", "CRC64NVME"] as const;
const withCrc = (algorithm: (typeof CRCS)[number]) => aFile({ checksum: { algorithm, value: "declared=" } });
const withSha256 = aFile({ checksum: { algorithm: "SHA256", value: "declared=" } });

const OTHER_ERRORS = [
  ["SlowDown", 503],
  ["AccessDenied", 403],
  ["NoSuchBucket", 404],
] as const;

beforeEach(() => {
  s3.reset();
});

describe("startCopy", () => {
  const input = {
    ...OBJECT,
    ContentType: "image/jpeg",
    Metadata: { "malote-file-id": FILE_ID, "malote-source-etag": "e1", "malote-size": "482113" },
  };

  test("begins an upload with the metadata of a single copy", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1" });

    await expect(copies.startCopy(aFile(), '"e1"', 482_113)).resolves.toBe("upload-1");

    expect(callsOf(s3)).toStrictEqual([["CreateMultipartUploadCommand", input]]);
  });

  test.each(CRCS)("makes S3 compute a %s of the whole object if one was declared", async (algorithm) => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1" });

    await copies.startCopy(withCrc(algorithm), '"e1"', 482_113);

    expect(callsOf(s3)).toStrictEqual([
      [
        "CreateMultipartUploadCommand",
        { ...input, ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" },
      ],
    ]);
  });

  test("makes S3 compute the CRC of a plan, whose value may not be declared", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1" });

    await copies.startCopy(aFile({ checksum_algorithm: "CRC32C" }), '"e1"', 482_113);

    expect(callsOf(s3)).toStrictEqual([
      [
        "CreateMultipartUploadCommand",
        { ...input, ChecksumAlgorithm: "CRC32C", ChecksumType: "FULL_OBJECT" },
      ],
    ]);
  });

  test("makes S3 compute no SHA256, because S3 computes it for parts only", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1" });

    await copies.startCopy(withSha256, '"e1"', 482_113);

    expect(callsOf(s3)).toStrictEqual([["CreateMultipartUploadCommand", input]]);
  });

  test("throws if the response has no upload id", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({});

    await expect(copies.startCopy(aFile(), '"e1"', 482_113)).rejects.toThrow("told no id");
  });
});

describe("copiedParts", () => {
  test("reads every page", async () => {
    s3.on(ListPartsCommand, UPLOAD)
      .resolves({
        Parts: [{ PartNumber: 1, ETag: '"p1"', Size: 100 }],
        IsTruncated: true,
        NextPartNumberMarker: "1",
      })
      .on(ListPartsCommand, { ...UPLOAD, PartNumberMarker: "1" })
      .resolves({
        Parts: [{ PartNumber: 3, ETag: '"p3"', Size: 40 }],
        IsTruncated: false,
        NextPartNumberMarker: "3",
      });

    await expect(copies.copiedParts(aFile(), "upload-1")).resolves.toEqual([
      { number: 1, etag: '"p1"', size: 100 },
      { number: 3, etag: '"p3"', size: 40 },
    ]);
    expect(callsOf(s3)).toStrictEqual([
      ["ListPartsCommand", UPLOAD],
      ["ListPartsCommand", { ...UPLOAD, PartNumberMarker: "1" }],
    ]);
  });

  test("returns no parts for an upload without parts", async () => {
    s3.on(ListPartsCommand).resolves({ IsTruncated: false, NextPartNumberMarker: "0" });

    await expect(copies.copiedParts(aFile(), "upload-1")).resolves.toEqual([]);
  });

  test.each(CRCS)("returns the parts' %s if it was declared", async (algorithm) => {
    const part = { PartNumber: 1, ETag: '"p1"', Size: 100, ChecksumCRC32: "no" };
    s3.on(ListPartsCommand).resolves({ Parts: [{ ...part, [`Checksum${algorithm}`]: "p=" }] });

    await expect(copies.copiedParts(withCrc(algorithm), "upload-1")).resolves.toEqual([
      { number: 1, etag: '"p1"', size: 100, checksum: "p=" },
    ]);
  });

  test("returns undefined for an upload that is gone", async () => {
    s3.on(ListPartsCommand).rejects(anSdkError("NoSuchUpload", 404));

    await expect(copies.copiedParts(aFile(), "upload-1")).resolves.toBeUndefined();
  });

  test.each(OTHER_ERRORS)("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(ListPartsCommand).rejects(error);

    await expect(copies.copiedParts(aFile(), "upload-1")).rejects.toBe(error);
  });
});

describe("copyPart", () => {
  const range = { number: 2, first: 100, last: 199 };

  test("copies exactly this range of the source with this ETag", async () => {
    s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p2"' } });

    await expect(copies.copyPart(aFile(), "upload-1", range, '"e1"')).resolves.toEqual({
      result: "copied",
      part: { number: 2, etag: '"p2"', size: 100 },
    });

    expect(callsOf(s3)).toStrictEqual([
      [
        "UploadPartCopyCommand",
        {
          ...UPLOAD,
          PartNumber: 2,
          CopySource: `files-bucket/temp/${FILE_ID}.jpg`,
          CopySourceIfMatch: '"e1"',
          CopySourceRange: "bytes=100-199",
        },
      ],
    ]);
  });

  test.each(CRCS)("returns the part's %s if it was declared", async (algorithm) => {
    s3.on(UploadPartCopyCommand).resolves({
      CopyPartResult: { ETag: '"p2"', [`Checksum${algorithm}`]: "p=" },
    });

    await expect(copies.copyPart(withCrc(algorithm), "upload-1", range, '"e1"')).resolves.toMatchObject({
      part: { checksum: "p=" },
    });
  });

  test.each([
    ["PreconditionFailed", 412, "source-changed"],
    ["NoSuchKey", 404, "source-missing"],
    ["NoSuchUpload", 404, "upload-gone"],
  ])("for %s (%d) returns %s", async (name, status, result) => {
    s3.on(UploadPartCopyCommand).rejects(anSdkError(name, status));

    await expect(copies.copyPart(aFile(), "upload-1", range, '"e1"')).resolves.toEqual({ result });
  });

  test.each(OTHER_ERRORS)("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(UploadPartCopyCommand).rejects(error);

    await expect(copies.copyPart(aFile(), "upload-1", range, '"e1"')).rejects.toBe(error);
  });
});

describe("completeCopy", () => {
  const PARTS = [
    { number: 1, etag: '"p1"', size: 100 },
    { number: 2, etag: '"p2"', size: 40 },
  ];
  const complete = (file = aFile(), parts: Parameters<typeof copies.completeCopy>[2] = PARTS) =>
    copies.completeCopy(file, "upload-1", parts, 140);

  test("completes the upload on the condition that dest/ has no object", async () => {
    s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole-2"' });

    await expect(complete()).resolves.toEqual({ result: "copied", checksums: {} });

    expect(callsOf(s3)).toStrictEqual([
      [
        "CompleteMultipartUploadCommand",
        {
          ...UPLOAD,
          IfNoneMatch: "*",
          MpuObjectSize: 140,
          MultipartUpload: {
            Parts: [
              { PartNumber: 1, ETag: '"p1"' },
              { PartNumber: 2, ETag: '"p2"' },
            ],
          },
        },
      ],
    ]);
  });

  describe.each(CRCS)("with a declared %s", (algorithm) => {
    const file = withCrc(algorithm);

    test("sends the parts' checksums, and accepts an equal checksum of the whole object", async () => {
      s3.on(CompleteMultipartUploadCommand).resolves({ [`Checksum${algorithm}`]: "declared=" });

      const parts = PARTS.map((part) => ({ ...part, checksum: `p${part.number}=` }));
      await expect(complete(file, parts)).resolves.toEqual({
        result: "copied",
        checksums: { [algorithm]: "declared=" },
      });

      expect(s3.call(0).args[0].input).toHaveProperty("MultipartUpload.Parts", [
        { PartNumber: 1, ETag: '"p1"', [`Checksum${algorithm}`]: "p1=" },
        { PartNumber: 2, ETag: '"p2"', [`Checksum${algorithm}`]: "p2=" },
      ]);
    });

    test("returns checksum-differs if the whole object has another checksum", async () => {
      s3.on(CompleteMultipartUploadCommand).resolves({
        ETag: '"whole-2"',
        [`Checksum${algorithm}`]: "another=",
      });

      await expect(complete(file)).resolves.toEqual({ result: "checksum-differs", etag: '"whole-2"' });
    });

    test("does not compare it with a checksum of the parts' checksums", async () => {
      s3.on(CompleteMultipartUploadCommand).resolves({ [`Checksum${algorithm}`]: "another=-2" });

      await expect(complete(file)).resolves.toEqual({ result: "copied", checksums: {} });
    });
  });

  test.each([
    ["PreconditionFailed", 412, "precondition-failed"],
    ["NoSuchUpload", 404, "upload-gone"],
    ["PreconditionFailed", 503, "precondition-failed"],
    ["ConditionalRequestConflict", 409, "conflict"],
  ])("for %s (%d) returns %s", async (name, status, result) => {
    s3.on(CompleteMultipartUploadCommand).rejects(anSdkError(name, status));

    await expect(complete()).resolves.toEqual({ result });
  });

  test.each([...OTHER_ERRORS, ["InvalidPart", 400] as const])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(CompleteMultipartUploadCommand).rejects(error);

    await expect(complete()).rejects.toBe(error);
  });
});

import { CompleteMultipartUploadCommand, ListPartsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createClientUpload } from "./client-upload.ts";

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const uploads = createClientUpload("files-bucket", client);

const UPLOAD = { Bucket: "files-bucket", Key: `temp/${FILE_ID}.jpg`, UploadId: "upload-1" };
const OTHER_ERRORS = [
  ["SlowDown", 503],
  ["AccessDenied", 403],
  ["NoSuchBucket", 404],
  ["OperationAborted", 409],
] as const;

beforeEach(() => {
  s3.reset();
});

describe("uploadedParts", () => {
  const listed = () => uploads.uploadedParts(aFile(), "upload-1");

  test("reads every page", async () => {
    s3.on(ListPartsCommand, UPLOAD)
      .resolves({
        Parts: [{ PartNumber: 1, ETag: '"p1"', Size: 100 }],
        IsTruncated: true,
        NextPartNumberMarker: "1",
      })
      .on(ListPartsCommand, { ...UPLOAD, PartNumberMarker: "1" })
      .resolves({
        Parts: [{ PartNumber: 2, ETag: '"p2"', Size: 40 }],
        IsTruncated: false,
        NextPartNumberMarker: "2",
      });

    await expect(listed()).resolves.toEqual([
      { number: 1, etag: '"p1"', size: 100, checksums: {} },
      { number: 2, etag: '"p2"', size: 40, checksums: {} },
    ]);
    expect(callsOf(s3)).toStrictEqual([
      ["ListPartsCommand", UPLOAD],
      ["ListPartsCommand", { ...UPLOAD, PartNumberMarker: "1" }],
    ]);
  });

  test("returns the checksums that S3 lists, and no other member", async () => {
    const checksums = { ChecksumCRC64NVME: "c=", ChecksumSHA256: "s=" };
    s3.on(ListPartsCommand).resolves({
      Parts: [{ PartNumber: 1, ETag: '"p1"', Size: 100, LastModified: new Date(0), ...checksums }],
    });

    await expect(listed()).resolves.toEqual([{ number: 1, etag: '"p1"', size: 100, checksums }]);
  });

  test("returns no parts for an upload without parts", async () => {
    s3.on(ListPartsCommand).resolves({ IsTruncated: false, NextPartNumberMarker: "0" });

    await expect(listed()).resolves.toEqual([]);
  });

  test("returns undefined for an upload that is gone", async () => {
    s3.on(ListPartsCommand).rejects(anSdkError("NoSuchUpload", 404));

    await expect(listed()).resolves.toBeUndefined();
  });

  test.each(OTHER_ERRORS)("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(ListPartsCommand).rejects(error);

    await expect(listed()).rejects.toBe(error);
  });
});

describe("completeUpload", () => {
  const PARTS = [
    { number: 1, etag: '"p1"', size: 100, checksums: { ChecksumCRC32: "c1=" } },
    { number: 2, etag: '"p2"', size: 40, checksums: {} },
  ];
  const complete = () => uploads.completeUpload(aFile({ len: 140 }), "upload-1", PARTS);

  test("completes the upload with all parts, and with the announced size as a condition", async () => {
    s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole-2"' });

    await expect(complete()).resolves.toEqual({ result: "completed" });

    expect(callsOf(s3)).toStrictEqual([
      [
        "CompleteMultipartUploadCommand",
        {
          ...UPLOAD,
          MpuObjectSize: 140,
          MultipartUpload: {
            Parts: [
              { PartNumber: 1, ETag: '"p1"', ChecksumCRC32: "c1=" },
              { PartNumber: 2, ETag: '"p2"' },
            ],
          },
        },
      ],
    ]);
  });

  test("returns upload-gone for an upload that is gone", async () => {
    s3.on(CompleteMultipartUploadCommand).rejects(anSdkError("NoSuchUpload", 404));

    await expect(complete()).resolves.toEqual({ result: "upload-gone" });
  });

  test.each([...OTHER_ERRORS, ["InvalidPart", 400] as const])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(CompleteMultipartUploadCommand).rejects(error);

    await expect(complete()).rejects.toBe(error);
  });
});

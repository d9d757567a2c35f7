import { CompleteMultipartUploadCommand, ListPartsCommand, type Part, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { aPlan } from "#testing/plans.ts";
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

  test("returns the checksums that S3 lists, and the time, and no other member", async () => {
    const checksums = { ChecksumCRC64NVME: "c=", ChecksumSHA256: "s=" };
    s3.on(ListPartsCommand).resolves({
      Parts: [
        { PartNumber: 1, ETag: '"p1"', Size: 100, LastModified: new Date(0), ...checksums, Key: "k" } as Part,
      ],
    });

    await expect(listed()).resolves.toEqual([
      { number: 1, etag: '"p1"', size: 100, checksums, last_modified: "1970-01-01T00:00:00.000Z" },
    ]);
  });

  test("reads the pages of a plan at once, and each part once", async () => {
    const plan = aPlan({ len: 25_000 });
    const listOf = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, i) => ({ PartNumber: first + i, ETag: '"p"', Size: 10 }));
    // Part 7 is missing, so the first page ends with part 1001, which the second page has, too.
    const pages: Record<string, unknown> = {
      "": { Parts: [...listOf(1, 6), ...listOf(8, 1001)], IsTruncated: true, NextPartNumberMarker: "1001" },
      1000: { Parts: listOf(1001, 2000), IsTruncated: true, NextPartNumberMarker: "2000" },
      2000: { Parts: listOf(2001, 2500), IsTruncated: false },
    };
    let running = 0;
    let most = 0;
    s3.on(ListPartsCommand).callsFake(async ({ PartNumberMarker = "" }) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return pages[PartNumberMarker];
    });

    const parts = await uploads.uploadedParts(plan, "upload-1");

    expect(parts?.map(({ number }) => number)).toEqual([
      ...listOf(1, 6).map((part) => part.PartNumber),
      ...listOf(8, 2500).map((part) => part.PartNumber),
    ]);
    expect(most).toBe(3);
    expect(s3.calls()).toHaveLength(3);
  });

  test("reads on if the last page of a plan is not the last: it has parts that were not planned", async () => {
    s3.on(ListPartsCommand, { ...UPLOAD })
      .resolves({ Parts: [{ PartNumber: 1, Size: 10 }], IsTruncated: true, NextPartNumberMarker: "1" })
      .on(ListPartsCommand, { ...UPLOAD, PartNumberMarker: "1" })
      .resolves({ Parts: [{ PartNumber: 9, Size: 10 }] });

    const parts = await uploads.uploadedParts(aPlan(), "upload-1");

    expect(parts?.map(({ number }) => number)).toEqual([1, 9]);
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

  test("makes S3 compare the checksum of the whole, where S3 does that", async () => {
    s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole-2"' });
    const checksum = { algorithm: "CRC32", value: "whole=" } as const;

    await uploads.completeUpload(aPlan({ checksum, checksum_type: "FULL_OBJECT" }), "upload-1", PARTS);
    await uploads.completeUpload(aPlan({ checksum }), "upload-1", PARTS);
    await uploads.completeUpload(aPlan({ checksum_type: "FULL_OBJECT" }), "upload-1", PARTS);

    const [compared, composite, undeclared] = callsOf(s3).map(([, input]) => input);
    expect(compared).toMatchObject({ ChecksumType: "FULL_OBJECT", ChecksumCRC32: "whole=" });
    expect(composite).not.toHaveProperty("ChecksumCRC32");
    expect(undeclared).not.toHaveProperty("ChecksumType");
  });

  test("returns checksum-differs if S3 refuses the checksum of the whole", async () => {
    s3.on(CompleteMultipartUploadCommand).rejects(anSdkError("BadDigest", 400));

    await expect(complete()).resolves.toEqual({ result: "checksum-differs" });
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

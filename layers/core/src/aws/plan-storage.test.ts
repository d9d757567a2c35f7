import { CreateMultipartUploadCommand, ListPartsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { aPlan } from "#testing/plans.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createPlanStorage } from "./plan-storage.ts";
import { s3Client } from "./storage.ts";

const client = new S3Client({ ...SDK_CONFIG, requestChecksumCalculation: "WHEN_REQUIRED" });
const s3 = mockClient(client);
const plans = createPlanStorage("files-bucket", client);

const KEY = `temp/${FILE_ID}.jpg`;
const UPLOAD = { Bucket: "files-bucket", Key: KEY, UploadId: "upload-1" };

beforeEach(() => {
  s3.reset();
});

test("the routes' client adds no checksum of its own to a presigned PUT", async () => {
  await expect(s3Client().config.requestChecksumCalculation()).resolves.toBe("WHEN_REQUIRED");
});

describe("createUpload", () => {
  test.each([
    ["FULL_OBJECT", { upload_id: "upload-1", checksum_type: "FULL_OBJECT" }],
    ["COMPOSITE", { upload_id: "upload-1" }],
    [undefined, { upload_id: "upload-1" }],
  ] as const)("asks for a checksum of the whole; the type %s is %j", async (ChecksumType, expected) => {
    s3.on(CreateMultipartUploadCommand).resolves({
      UploadId: "upload-1",
      ...(ChecksumType && { ChecksumType }),
    });

    await expect(plans.createUpload(aPlan())).resolves.toEqual(expected);

    expect(callsOf(s3)).toStrictEqual([
      [
        "CreateMultipartUploadCommand",
        {
          Bucket: "files-bucket",
          Key: KEY,
          ContentType: "image/jpeg",
          ChecksumAlgorithm: "CRC32",
          ChecksumType: "FULL_OBJECT",
        },
      ],
    ]);
  });

  test("throws if the response has no upload id", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({});

    await expect(plans.createUpload(aPlan())).rejects.toThrow("without an id");
  });
});

describe("presignPart", () => {
  test.each([
    ["CRC32", "x-amz-checksum-crc32"],
    ["CRC32C", "x-amz-checksum-crc32c"],
    ["CRC64NVME", "x-amz-checksum-crc64nvme"],
  ] as const)("signs the length and the %s as headers, and makes no call", async (checksum_algorithm, name) => {
    const plan = aPlan({ checksum_algorithm });

    const { url, headers } = await plans.presignPart(plan, { number: 3, size: 5, checksum: "y/Q5Jg==" }, 900);

    const { searchParams, pathname } = new URL(url);
    expect(pathname).toBe(`/${KEY}`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      partNumber: "3",
      uploadId: "upload-1",
      "X-Amz-Expires": "900",
      "X-Amz-SignedHeaders": `content-length;host;${name}`,
    });
    // In the query, S3 would take it for signed and would not compare it with the bytes.
    expect([...searchParams.keys()].filter((key) => /checksum/i.test(key))).toEqual([]);
    expect(headers).toEqual({ [name]: "y/Q5Jg==" });
    expect(s3.calls()).toEqual([]);
  });
});

describe("listParts", () => {
  test("reads one page after a part", async () => {
    s3.on(ListPartsCommand).resolves({
      Parts: [{ PartNumber: 3, ETag: '"p"', Size: 5, ChecksumCRC32: "y/Q5Jg==" }],
      IsTruncated: true,
    });

    await expect(plans.listParts(aPlan(), 2)).resolves.toEqual({
      parts: [{ number: 3, etag: '"p"', size: 5, checksums: { ChecksumCRC32: "y/Q5Jg==" } }],
      more: true,
    });
    expect(callsOf(s3)).toStrictEqual([["ListPartsCommand", { ...UPLOAD, PartNumberMarker: "2" }]]);
  });

  test("returns undefined for an upload that is gone, and throws any other error", async () => {
    s3.on(ListPartsCommand).rejectsOnce(anSdkError("NoSuchUpload", 404)).rejects(anSdkError("SlowDown", 503));

    await expect(plans.listParts(aPlan(), undefined)).resolves.toBeUndefined();
    await expect(plans.listParts(aPlan(), undefined)).rejects.toThrow();
  });
});

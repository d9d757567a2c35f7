import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { parse } from "content-disposition";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { CHECKSUM_ALGORITHMS } from "../domain/file.ts";
import { createStorage } from "./storage.ts";

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const storage = createStorage("files-bucket", client);

beforeEach(() => {
  s3.reset();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(NOW) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a presigned POST", () => {
  const policyOf = (fields: Record<string, string>): { expiration: string; conditions: unknown[] } =>
    JSON.parse(Buffer.from(fields["Policy"] ?? "", "base64").toString());

  const signed = [
    { bucket: "files-bucket" },
    { "X-Amz-Algorithm": "AWS4-HMAC-SHA256" },
    { "X-Amz-Credential": "AKIAEXAMPLE/20261121/eu-west-1/s3/aws4_request" },
    { "X-Amz-Date": "20261121T120000Z" },
    { key: `temp/${FILE_ID}.jpg` },
  ];

  test("fixes key, bucket, type, exact length and expiry, and has no other condition", async () => {
    const { url, fields } = await storage.presignPost(aFile(), 900);

    expect(policyOf(fields)).toStrictEqual({
      expiration: "2026-11-21T12:15:00Z",
      conditions: [["content-length-range", 482_113, 482_113], { "Content-Type": "image/jpeg" }, ...signed],
    });
    expect(url).toBe("https://files-bucket.s3.eu-west-1.amazonaws.com/");
  });

  test("has every field that its policy requires, with the required value", async () => {
    const { fields } = await storage.presignPost(aFile(), 900);

    const required = policyOf(fields).conditions.filter((condition) => !Array.isArray(condition));
    for (const condition of required) expect(fields).toMatchObject(condition as Record<string, string>);
    expect(Object.keys(fields).sort()).toEqual(
      [
        ...required.flatMap((condition) => Object.keys(condition as object)),
        "Policy",
        "X-Amz-Signature",
      ].sort(),
    );
  });

  test.each(CHECKSUM_ALGORITHMS)("fixes a declared %s, so that S3 refuses other bytes", async (algorithm) => {
    const file = aFile({ checksum: { algorithm, value: "a-digest=" } });

    const { fields } = await storage.presignPost(file, 900);

    expect(policyOf(fields).conditions).toStrictEqual([
      ["content-length-range", 482_113, 482_113],
      { "Content-Type": "image/jpeg" },
      { "x-amz-checksum-algorithm": algorithm },
      { [`x-amz-checksum-${algorithm.toLowerCase()}`]: "a-digest=" },
      ...signed,
    ]);
  });

  test("of an empty file accepts exactly 0 bytes", async () => {
    const { fields } = await storage.presignPost(aFile({ len: 0 }), 900);

    expect(policyOf(fields).conditions).toContainEqual(["content-length-range", 0, 0]);
  });

  test("is signed without a call", async () => {
    await storage.presignPost(aFile(), 900);

    expect(s3.calls()).toHaveLength(0);
  });
});

describe("a presigned download", () => {
  const downloadUrl = async (overrides: Parameters<typeof aFile>[0] = {}, seconds = 300) =>
    new URL(await storage.presignDownload(aFile(overrides), seconds));

  test("is a GET of dest/ that is valid for the given seconds", async () => {
    const url = await downloadUrl();

    expect(url.origin + url.pathname).toBe(
      `https://files-bucket.s3.eu-west-1.amazonaws.com/dest/${FILE_ID}.jpg`,
    );
    expect(url.searchParams.get("X-Amz-Expires")).toBe("300");
    expect(url.searchParams.get("X-Amz-Date")).toBe("20261121T120000Z");
    expect(url.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
    expect(url.searchParams.get("response-content-type")).toBe("image/jpeg");
    expect(s3.calls()).toHaveLength(0);
  });

  test.each([
    "holiday.jpg",
    `it's "quoted" \\ and; filename=other.exe`,
    "100% über.jpg",
    "a%2Fb.jpg",
    "👩‍👩‍👧‍👦🏖️.jpg",
    "\u202bשלום\u202c\u200f.pdf",
    "photo\u202egpj.exe",
    "語".repeat(85),
    "a".repeat(255),
  ])("is an attachment with the file's own name: %s", async (file_name) => {
    const header = (await downloadUrl({ file_name })).searchParams.get("response-content-disposition") ?? "";

    expect(header).toMatch(/^attachment; [\x20-\x7e]+$/);
    expect(parse(header)).toMatchObject({ type: "attachment", parameters: { filename: file_name } });
  });

  test("signs the name, so that nobody can change it", async () => {
    const one = await downloadUrl({ file_name: "one.jpg" });
    const other = await downloadUrl({ file_name: "other.jpg" });

    expect(one.searchParams.get("X-Amz-Signature")).not.toBe(other.searchParams.get("X-Amz-Signature"));
  });
});

describe("head", () => {
  test("requests the checksums too, and returns the values of S3", async () => {
    s3.on(HeadObjectCommand).resolves({
      ETag: '"e1"',
      ContentLength: 482_113,
      Metadata: { "malote-file-id": FILE_ID },
      ChecksumCRC32: "yZRlqg==",
      ChecksumCRC64NVME: "AAAAAAAAAAA=",
    });

    const head = await storage.head(`temp/${FILE_ID}.jpg`);

    expect(head).toStrictEqual({
      etag: '"e1"',
      size: 482_113,
      metadata: { "malote-file-id": FILE_ID },
      checksums: { CRC32: "yZRlqg==", CRC64NVME: "AAAAAAAAAAA=" },
    });
    expect(callsOf(s3)).toStrictEqual([
      ["HeadObjectCommand", { Bucket: "files-bucket", Key: `temp/${FILE_ID}.jpg`, ChecksumMode: "ENABLED" }],
    ]);
  });

  test("leaves out a checksum of the parts' checksums", async () => {
    s3.on(HeadObjectCommand).resolves({ ChecksumCRC32: "yZRlqg==-3", ChecksumSHA256: "AAAA" });

    await expect(storage.head("temp/x")).resolves.toHaveProperty("checksums", { SHA256: "AAAA" });
  });

  test("returns the time of the last write, in S3's whole seconds", async () => {
    s3.on(HeadObjectCommand).resolves({ LastModified: new Date("2026-11-21T12:00:05Z") });

    await expect(storage.head("temp/x")).resolves.toHaveProperty("last_modified", "2026-11-21T12:00:05.000Z");
  });

  test("returns an empty object without metadata and checksums", async () => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"e0"', ContentLength: 0 });

    await expect(storage.head("temp/x")).resolves.toStrictEqual({
      etag: '"e0"',
      size: 0,
      metadata: {},
      checksums: {},
    });
  });

  test("returns undefined if there is no object", async () => {
    s3.on(HeadObjectCommand).rejects(anSdkError("NotFound", 404));

    await expect(storage.head("temp/x")).resolves.toBeUndefined();
  });

  test.each([
    ["Forbidden", 403],
    ["SlowDown", 503],
  ])("throws %s unchanged, because it does not mean that there is no object", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(HeadObjectCommand).rejects(error);

    await expect(storage.head("temp/x")).rejects.toBe(error);
  });
});

describe("delete", () => {
  test("is one call, without a condition", async () => {
    s3.on(DeleteObjectCommand).resolves({});

    await expect(storage.delete(`temp/${FILE_ID}.jpg`)).resolves.toBeUndefined();

    expect(callsOf(s3)).toStrictEqual([
      ["DeleteObjectCommand", { Bucket: "files-bucket", Key: `temp/${FILE_ID}.jpg` }],
    ]);
  });

  test.each([
    ["AccessDenied", 403],
    ["SlowDown", 503],
  ])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(DeleteObjectCommand).rejects(error);

    await expect(storage.delete("temp/x")).rejects.toBe(error);
  });
});

describe("abortUpload", () => {
  const abort = () => storage.abortUpload(`temp/${FILE_ID}.jpg`, "upload-1");

  test("aborts the upload", async () => {
    s3.on(AbortMultipartUploadCommand).resolves({});

    await abort();

    expect(callsOf(s3)).toStrictEqual([
      [
        "AbortMultipartUploadCommand",
        { Bucket: "files-bucket", Key: `temp/${FILE_ID}.jpg`, UploadId: "upload-1" },
      ],
    ]);
  });

  test("succeeds if the upload is gone", async () => {
    s3.on(AbortMultipartUploadCommand).rejects(anSdkError("NoSuchUpload", 404));

    await expect(abort()).resolves.toBeUndefined();
  });

  test.each([
    ["AccessDenied", 403],
    ["SlowDown", 503],
    ["NoSuchBucket", 404],
  ])("throws %s unchanged", async (name, status) => {
    const error = anSdkError(name, status);
    s3.on(AbortMultipartUploadCommand).rejects(error);

    await expect(abort()).rejects.toBe(error);
  });
});

import { CopyObjectCommand, S3Client, UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile, OWNER } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createInboxStorage } from "./inbox-storage.ts";

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const storage = createInboxStorage("malote-files", client);
const KEY = `inbox/${OWNER}/a folder/50% + 1?.txt`;
const ENCODED = `malote-files/inbox/${OWNER}/a%20folder/50%25%20%2B%201%3F.txt`;

beforeEach(() => {
  s3.reset();
});

describe("a copy out of inbox/", () => {
  test("is of exactly these bytes, with the file's type and without the metadata and tags of the object", async () => {
    s3.on(CopyObjectCommand).resolves({});
    await expect(storage.copyIn(KEY, aFile(), '"e"')).resolves.toBe(true);
    expect(callsOf(s3)).toEqual([
      [
        "CopyObjectCommand",
        {
          Bucket: "malote-files",
          Key: aFile().key_path,
          CopySource: ENCODED,
          CopySourceIfMatch: '"e"',
          MetadataDirective: "REPLACE",
          ContentType: "image/jpeg",
          TaggingDirective: "REPLACE",
        },
      ],
    ]);
  });

  test("has the checksum that the object has, if S3 has one", async () => {
    s3.on(CopyObjectCommand).resolves({});
    await storage.copyIn(KEY, aFile({ checksum: { algorithm: "CRC32", value: "yZRlqg==" } }), '"e"');
    expect(callsOf(s3)).toMatchObject([["CopyObjectCommand", { ChecksumAlgorithm: "CRC32" }]]);
  });

  test.each([
    ["overwritten", anSdkError("PreconditionFailed", 412)],
    ["deleted", anSdkError("NoSuchKey", 404)],
  ])("is none if the object was %s", async (_, error) => {
    s3.on(CopyObjectCommand).rejects(error);
    await expect(storage.copyIn(KEY, aFile(), '"e"')).resolves.toBe(false);
  });

  test("fails as S3 does", async () => {
    s3.on(CopyObjectCommand).rejects(anSdkError("AccessDenied", 403));
    await expect(storage.copyIn(KEY, aFile(), '"e"')).rejects.toThrow("from the service");
  });

  test("in parts names the object in the same way", async () => {
    s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p"' } });
    const file = { ...aFile(), key_path: KEY, dest_path: aFile().key_path };
    await storage.copyPart(file, "upload-1", { number: 1, first: 0, last: 9 }, '"e"');
    expect(callsOf(s3)).toMatchObject([
      ["UploadPartCopyCommand", { Key: aFile().key_path, CopySource: ENCODED, CopySourceRange: "bytes=0-9" }],
    ]);
  });
});

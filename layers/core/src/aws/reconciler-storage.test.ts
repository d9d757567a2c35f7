import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createReconcilerStorage } from "./reconciler-storage.ts";

const client = new S3Client(SDK_CONFIG);
const s3 = mockClient(client);
const storage = createReconcilerStorage("malote-files", client);

beforeEach(() => {
  s3.reset();
});

describe("a page of objects", () => {
  const LastModified = new Date(NOW);

  test("has the key, the ETag with its quotes and the age of each object", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: "temp/a", ETag: '"e"', LastModified }] });

    await expect(storage.list("temp/", "")).resolves.toStrictEqual({
      objects: [{ key: "temp/a", etag: '"e"', last_modified: NOW }],
      more: false,
    });
    expect(callsOf(s3)).toStrictEqual([
      ["ListObjectsV2Command", { Bucket: "malote-files", Prefix: "temp/" }],
    ]);
  });

  test("begins after a key, and returns whether there is more", async () => {
    s3.on(ListObjectsV2Command).resolves({ IsTruncated: true });

    await expect(storage.list("temp/", "temp/7")).resolves.toStrictEqual({ objects: [], more: true });
    expect(callsOf(s3)).toStrictEqual([
      ["ListObjectsV2Command", { Bucket: "malote-files", Prefix: "temp/", StartAfter: "temp/7" }],
    ]);
  });

  test("leaves out an object without the members that a safe delete needs", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: "temp/a", LastModified }, { ETag: '"e"' }] });

    await expect(storage.list("temp/", "")).resolves.toMatchObject({ objects: [] });
  });
});

test("head and deletes send the same calls as those of the mover", async () => {
  s3.on(HeadObjectCommand).rejects(anSdkError("NotFound", 404));
  s3.on(DeleteObjectCommand).resolvesOnce({}).rejects(anSdkError("PreconditionFailed", 412));

  await expect(storage.head("dest/a")).resolves.toBeUndefined();
  await storage.delete("dest/a");
  await expect(storage.deleteIfMatch("temp/a", '"e"')).resolves.toBe(false);

  expect(callsOf(s3).slice(1)).toStrictEqual([
    ["DeleteObjectCommand", { Bucket: "malote-files", Key: "dest/a" }],
    ["DeleteObjectCommand", { Bucket: "malote-files", Key: "temp/a", IfMatch: '"e"' }],
  ]);
});

import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { originalsIn } from "./originals.ts";

const s3 = mockClient(S3Client);
const originals = originalsIn(new S3Client(), "files");
beforeEach(() => s3.reset());

test("an original is read with one call", async () => {
  s3.on(GetObjectCommand).resolves({ Body: { transformToByteArray: async () => Buffer.from("x") } as never });
  expect(await originals.read("dest/a.png")).toEqual(Buffer.from("x"));
  expect(s3.calls().map(({ args: [{ input }] }) => input)).toEqual([{ Bucket: "files", Key: "dest/a.png" }]);
});

test("an original that does not exist is undefined", async () => {
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ $metadata: {}, message: "no" }));
  expect(await originals.read("dest/a.png")).toBeUndefined();
});

test("a missing permission is an error", async () => {
  s3.on(GetObjectCommand).rejects(new Error("AccessDenied"));
  await expect(originals.read("dest/a.png")).rejects.toThrow("AccessDenied");
});

import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { config } from "./cloud.ts";
import { call, download, getFile, historyOf, settled, tokenOf, until } from "./service.ts";

const stack = inject("stack");
const s3 = new S3Client({ ...config, forcePathStyle: true });
let owner: string;

beforeAll(async () => {
  const [, claims = ""] = (await tokenOf("demo")).split(".");
  owner = JSON.parse(Buffer.from(claims, "base64url").toString()).sub;
});

/** Writes an object as another system does. */
const write = async (key: string, bytes: Uint8Array | string, more: object = {}) => {
  await s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: `inbox/${key}`, Body: bytes, ...more }));
};

const filesNamed = async (name: string): Promise<{ file_id: string; status: string }[]> => {
  const { body } = await call("GET", `/files?name=${encodeURIComponent(name)}`);
  return body["files"] as { file_id: string; status: string }[];
};

/** The files of this name, once there are so many and they are settled. */
const settledFiles = async (name: string, count = 1) => {
  const files = await until(
    () => filesNamed(name),
    (found) => found.length === count,
  );
  for (const { file_id } of files) await settled(file_id);
  return filesNamed(name);
};

const keysUnder = async (prefix: string): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: prefix }));
  return Contents.map(({ Key = "" }) => Key);
};

describe("a file that a system writes to inbox/", () => {
  test("is completed without any call, with its folder, its checksum and its bytes", async () => {
    const text = "a report that another system wrote";
    await write(`${owner}/reports/2026/May 1+2 ü.txt`, text, { ChecksumAlgorithm: "CRC32", Tagging: "a=b" });

    const [{ file_id = "" } = {}] = await settledFiles("May 1+2 ü.txt");

    const file = await getFile(file_id);
    expect(file.body).toMatchObject({
      status: "completed",
      file_name: "May 1+2 ü.txt",
      path: "reports/2026",
      type: "text/plain",
      len: Buffer.byteLength(text),
      uploaded_by: "inbox",
      checksum: { algorithm: "CRC32" },
      // The emulator returns no checksum of a copy, so that `verified` is absent here.
    });
    expect(historyOf(file)).toEqual([
      "pending by inbox",
      "uploaded by mover",
      "processing by mover",
      "completed by mover",
    ]);
    expect((await download(file_id)).bytes.toString()).toBe(text);
    await until(
      () => keysUnder(`inbox/${owner}/reports/`),
      (keys) => keys.length === 0,
    );
    expect(await keysUnder(`temp/${file_id}`)).toEqual([]);
  });

  test("is another file when it is written again", async () => {
    const key = `${owner}/written-twice.txt`;
    await write(key, "first");
    await settledFiles("written-twice.txt");
    await write(key, "second");

    const files = await settledFiles("written-twice.txt", 2);

    const texts = await Promise.all(
      files.map(async ({ file_id }) => (await download(file_id)).bytes.toString()),
    );
    expect(texts).toEqual(["second", "first"]);
  });

  test("that this service does not accept is in error, and its bytes stay", async () => {
    await write(`${owner}/tools/setup.exe`, "MZ");
    const [file] = await settledFiles("setup.exe");
    expect((await getFile(file?.file_id ?? "")).body).toMatchObject({
      status: "error",
      error_code: "type-not-allowed",
      details: expect.stringContaining(".exe"),
      retryable: false,
      path: "tools",
    });
    expect(await keysUnder(`inbox/${owner}/tools/`)).toEqual([`inbox/${owner}/tools/setup.exe`]);
  });

  test("with the bytes of another format is in error like any other file", async () => {
    await write(`${owner}/no-picture.png`, "text");
    const [file] = await settledFiles("no-picture.png");
    expect(file).toMatchObject({ status: "error", error_code: "type-differs" });
  });

  test("of nobody stays where it is", async () => {
    await write("nobody/a.txt", "hello");
    // A file that was written later is completed.
    await write(`${owner}/after-nobody.txt`, "hello");
    await settledFiles("after-nobody.txt");
    expect(await keysUnder("inbox/nobody/")).toEqual(["inbox/nobody/a.txt"]);
  });
});

import { createHash, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, EXPIRES_SECONDS, type TestBucket } from "../storage/bucket.ts";
import { CHECK_BYTES, CHECK_VALUES, OTHER_BYTES } from "../storage/checksums.ts";
import { aMover } from "./world.ts";

const JPEG = Buffer.concat([
  Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"),
  randomBytes(3_000_000),
]);
const A_JPEG = { file_name: "holiday.jpg", extension: ".jpg", content_type: "image/jpeg" };

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a move over $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  test.each([
    ["empty file", "", {}],
    ["one byte", "x", {}],
    ["text", "é".repeat(10_000), {}],
    ["picture", JPEG, A_JPEG],
    ["picture with its SHA-256", JPEG, { ...A_JPEG, checksum: sha256Of(JPEG) }],
    ["empty file with its SHA-256", "", { checksum: sha256Of("") }],
  ])("keeps the bytes from its form to its download: %s", async (_, bytes, overrides) => {
    const file = aFileOf(bytes, overrides);
    const mover = aMover(bucket, file);
    await mover.send(bytes);
    expect(await mover.move()).toBe("completed");

    expect(await bucket.keys()).toEqual([file.dest_path]);
    expect(mover.record()).toMatchObject({ status: "completed", source_etag: expect.stringMatching(/^"/) });
    const response = await fetch(await bucket.storage.presignDownload(file, EXPIRES_SECONDS));
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
    expect(response.headers.get("content-type")).toBe(file.content_type);
  });

  test.each([
    "../../etc/passwd",
    "a+b %2F.txt",
    "emoji 🎒.txt",
    "\u202egpj.txt",
    "é".repeat(127),
    'q"\r\nX: y.txt',
  ])("copies a file to its generated key, with any name: %j", async (file_name) => {
    const file = aFileOf("named", { file_name, extension: "" });
    const mover = aMover(bucket, file);
    await mover.send("named");
    expect(await mover.move()).toBe("completed");
    expect(await bucket.keys()).toEqual([`dest/${file.file_id}`]);
  });

  test.each(CHECK_VALUES)("checks a declared $algorithm of the copied bytes", async (checksum) => {
    const file = aFileOf(CHECK_BYTES, { checksum });
    const mover = aMover(bucket, file);
    await mover.send(CHECK_BYTES);
    expect(await mover.move()).toBe("completed");

    const other = aFileOf(CHECK_BYTES, { checksum });
    const refusing = aMover(bucket, other);
    // S3 refuses these bytes in a POST, so they are put there without a form. They must not stay in dest/.
    await bucket.put(other.key_path, OTHER_BYTES);
    expect(await refusing.move()).toBe("refused");
    expect(refusing.record()).toMatchObject({ status: "error", error_code: "checksum-differs" });
    expect(await bucket.keys()).toEqual([file.dest_path, other.key_path]);
  });

  test("refuses bytes of another family and leaves them in temp/", async () => {
    const file = aFileOf("I am no picture", { ...A_JPEG });
    const mover = aMover(bucket, file);
    await mover.send("I am no picture");
    expect(await mover.move()).toBe("refused");
    expect(mover.record()).toMatchObject({ status: "error", error_code: "type-differs" });
    expect(await bucket.keys()).toEqual([file.key_path]);
  });

  test.each([
    ["too many", "12", "123"],
    ["too few", "12", "1"],
    ["not announced", "", "1"],
    ["announced but missing", "12", ""],
  ])("refuses bytes that are %s", async (_, announced, sent) => {
    const file = aFileOf(announced);
    const mover = aMover(bucket, file);
    await bucket.put(file.key_path, sent);
    expect(await mover.move()).toBe("refused");
    expect(mover.record()).toMatchObject({ status: "error", error_code: "size-differs" });
    expect(await bucket.keys()).toEqual([file.key_path]);
  });

  test("ends in a retryable error for a message that arrives before the bytes", async () => {
    const file = aFileOf("late");
    const mover = aMover(bucket, file);
    expect(await mover.move()).toBe("refused");
    expect(mover.record()).toMatchObject({ status: "error", error_code: "bytes-missing", retryable: true });
    await mover.send("late");
    expect(await mover.move()).toBe("completed");
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });
});

function sha256Of(bytes: Uint8Array | string) {
  return {
    algorithm: "SHA256" as const,
    value: createHash("sha256").update(bytes).digest("base64"),
  };
}

import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, type TestBucket } from "./bucket.ts";
import { CHECK_BYTES, CHECK_VALUES, OTHER_BYTES } from "./checksums.ts";
import { expected } from "./differences.ts";

const BYTES = "to be moved";
const NONE_COMPUTED = "computes no checksum of a copy";

describe.each(inject("s3Servers"))("a copy on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const aSource = async (bytes: string, overrides: Parameters<typeof aFileOf>[1] = {}) => {
    const file = aFileOf(bytes, overrides);
    const { ETag: etag = "" } = await bucket.put(file.key_path, bytes, "application/octet-stream");
    return { file, etag };
  };

  test.each([
    BYTES,
    "",
    "é".repeat(50_000),
  ])("has the same bytes, and names its file and source in the metadata (%#)", async (bytes) => {
    const { file, etag } = await aSource(bytes);
    const size = Buffer.byteLength(bytes);
    expect(await bucket.mover.copy(file, etag, size)).toMatchObject({ result: "copied" });

    const copy = await bucket.read(file.dest_path);
    expect(copy.bytes.toString()).toBe(bytes);
    expect(copy.type).toBe("text/plain");
    expect(copy.metadata).toEqual({
      "malote-file-id": file.file_id,
      "malote-source-etag": etag.replaceAll('"', ""),
      "malote-size": String(size),
    });
    expect((await bucket.mover.head(file.dest_path))?.metadata).toEqual(copy.metadata);
    expect(await bucket.keys()).toEqual([file.dest_path, file.key_path]);
  });

  test("of bytes that were replaced is refused", async () => {
    const { file, etag } = await aSource(BYTES);
    await bucket.put(file.key_path, "other bytes");
    expect(await bucket.mover.copy(file, etag, BYTES.length)).toEqual({ result: "precondition-failed" });
    expect(await bucket.keys()).toEqual([file.key_path]);
  });

  test("of bytes that were deleted returns source-missing", async () => {
    const { file, etag } = await aSource(BYTES);
    await bucket.mover.deleteIfMatch(file.key_path, etag);
    expect(await bucket.mover.copy(file, etag, BYTES.length)).toEqual({ result: "source-missing" });
    expect(await bucket.keys()).toEqual([]);
  });

  test("to a key with an object is refused, and leaves that object", async () => {
    const { file, etag } = await aSource(BYTES);
    await bucket.put(file.dest_path, "the first bytes");
    const outcome = expected(server, "ignores If-None-Match on a copy's destination", {
      s3: { result: "precondition-failed", bytes: "the first bytes" },
      here: { result: "copied", bytes: BYTES },
    });
    expect((await bucket.mover.copy(file, etag, BYTES.length)).result).toBe(outcome.result);
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe(outcome.bytes);
  });

  describe.each(CHECK_VALUES)("with a declared $algorithm", (checksum) => {
    test("is copied if it has that checksum", async () => {
      const { file, etag } = await aSource(CHECK_BYTES, { checksum });
      expect(await bucket.mover.copy(file, etag, file.len)).toMatchObject({ result: "copied" });
      const found = await bucket.mover.head(file.dest_path);
      const outcome = { s3: checksum.value, here: undefined };
      expect(found?.checksums[checksum.algorithm]).toBe(expected(server, NONE_COMPUTED, outcome));
    });

    test("returns checksum-differs and the copy's ETag if it has another checksum", async () => {
      const { file, etag } = await aSource(OTHER_BYTES, { checksum });
      const copy = await bucket.mover.copy(file, etag, file.len);
      const { ETag: copied = "" } = await bucket.client.send(
        new HeadObjectCommand({ Bucket: bucket.name, Key: file.dest_path }),
      );
      const outcome: Record<"s3" | "here", object> = {
        s3: { result: "checksum-differs", etag: copied },
        here: { result: "copied", checksums: {} },
      };
      expect(copy).toEqual(expected(server, NONE_COMPUTED, outcome));
      // The mover then deletes the copy by this ETag.
      expect(await bucket.mover.deleteIfMatch(file.dest_path, copied)).toBe(true);
    });
  });
});

import { beforeEach, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, EXPIRES_SECONDS, sendForm, type TestBucket } from "./bucket.ts";
import { CHECK_BYTES, CHECK_VALUES } from "./checksums.ts";
import { expected } from "./differences.ts";

const KEY = "temp/note.txt";

describe.each(inject("s3Servers"))("on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  describe("a peek at the source", () => {
    test.each([
      ["one byte", "x", 1],
      ["fewer than 4100 bytes", "small", 5],
      ["exactly 4100 bytes", "x".repeat(4100), 4100],
      ["more than 4100 bytes", "y".repeat(10_000), 4100],
    ])("of %s returns ETag, whole size and the first bytes", async (_, bytes, length) => {
      const { ETag } = await bucket.put(KEY, bytes);
      const found = await bucket.mover.peek(KEY, { empty: false });
      expect(found).toMatchObject({ etag: ETag, size: bytes.length });
      expect(Buffer.from(found?.head ?? []).toString()).toBe(bytes.slice(0, length));
    });

    test("of an empty object that should be empty returns its ETag", async () => {
      const { ETag } = await bucket.put(KEY, "");
      const found = await bucket.mover.peek(KEY, { empty: true });
      expect(found).toEqual({ etag: ETag, size: 0, head: new Uint8Array() });
    });

    test("of an empty object that should not be empty returns its size", async () => {
      await bucket.put(KEY, "");
      expect(await bucket.mover.peek(KEY, { empty: false })).toMatchObject({ size: 0 });
    });

    test("of an object that should be empty but is not returns its size", async () => {
      const { ETag } = await bucket.put(KEY, "not empty");
      expect(await bucket.mover.peek(KEY, { empty: true })).toMatchObject({ etag: ETag, size: 9 });
    });

    test.each([true, false])("of a missing object returns undefined (should be empty: %s)", async (empty) => {
      expect(await bucket.mover.peek(KEY, { empty })).toBeUndefined();
    });
  });

  describe("a head", () => {
    test("returns ETag and size", async () => {
      const { ETag } = await bucket.put(KEY, "twelve bytes");
      expect(await bucket.storage.head(KEY)).toMatchObject({ etag: ETag, size: 12 });
    });

    test.each(CHECK_VALUES)("returns the $algorithm of the POST", async (checksum) => {
      const file = aFileOf(CHECK_BYTES, { checksum });
      await sendForm(await bucket.storage.presignPost(file, EXPIRES_SECONDS), CHECK_BYTES);
      const found = await bucket.storage.head(file.key_path);
      const outcome = { s3: checksum.value, here: undefined };
      expect(found?.checksums[checksum.algorithm]).toBe(
        expected(server, "keeps no checksum of a POST", outcome),
      );
    });

    test("of a missing object returns undefined", async () => {
      expect(await bucket.storage.head(KEY)).toBeUndefined();
      expect(await bucket.mover.head(KEY)).toBeUndefined();
    });
  });

  describe("a delete", () => {
    test("with the object's ETag deletes it", async () => {
      const { ETag = "" } = await bucket.put(KEY, "these");
      expect(await bucket.mover.deleteIfMatch(KEY, ETag)).toBe(true);
      expect(await bucket.keys()).toEqual([]);
    });

    test("with the ETag of replaced bytes leaves the new bytes", async () => {
      const { ETag = "" } = await bucket.put(KEY, "these");
      await bucket.put(KEY, "others");
      expect(await bucket.mover.deleteIfMatch(KEY, ETag)).toBe(false);
      expect((await bucket.read(KEY)).bytes.toString()).toBe("others");
    });

    test("without an ETag deletes any object, and succeeds also without an object", async () => {
      await bucket.put(KEY, "anything");
      for (const storage of [bucket.storage, bucket.mover, bucket.storage]) await storage.delete(KEY);
      expect(await bucket.keys()).toEqual([]);
    });

    test("with an ETag succeeds if the object is already gone", async () => {
      const { ETag = "" } = await bucket.put(KEY, "these");
      await bucket.mover.deleteIfMatch(KEY, ETag);
      expect(await bucket.mover.deleteIfMatch(KEY, ETag)).toBe(true);
    });
  });
});

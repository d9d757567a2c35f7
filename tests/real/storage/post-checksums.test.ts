import { beforeEach, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, EXPIRES_SECONDS, sendForm, type TestBucket } from "./bucket.ts";
import { CHECK_BYTES, CHECK_VALUES, OTHER_BYTES } from "./checksums.ts";
import { expected } from "./differences.ts";

describe.each(inject("s3Servers"))("a presigned POST with a checksum on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const presign = async (checksum: (typeof CHECK_VALUES)[number]) => {
    const file = aFileOf(CHECK_BYTES, { checksum });
    return { file, post: await bucket.storage.presignPost(file, EXPIRES_SECONDS) };
  };

  describe.each(CHECK_VALUES)("$algorithm", (checksum) => {
    test("accepts bytes with that checksum", async () => {
      const { file, post } = await presign(checksum);
      expect((await sendForm(post, CHECK_BYTES)).status).toBe(204);
      expect((await bucket.read(file.key_path)).bytes.toString()).toBe(CHECK_BYTES);
    });

    test("refuses other bytes", async () => {
      const { file, post } = await presign(checksum);
      const outcome = expected(server, "does not check x-amz-checksum-* of a POST", {
        s3: { status: 400, keys: [] as string[] },
        here: { status: 204, keys: [file.key_path] },
      });
      expect((await sendForm(post, OTHER_BYTES)).status).toBe(outcome.status);
      expect(await bucket.keys()).toEqual(outcome.keys);
    });

    test("refuses a form without the checksum or with another", async () => {
      const { post } = await presign(checksum);
      const field = `x-amz-checksum-${checksum.algorithm.toLowerCase()}`;
      const { [field]: _value, "x-amz-checksum-algorithm": _algorithm, ...fields } = post.fields;
      expect((await sendForm({ url: post.url, fields }, CHECK_BYTES)).status).toBe(403);
      const flipped = checksum.value.replace(/^./, (first) => (first === "A" ? "B" : "A"));
      const replaced = { ...post.fields, [field]: flipped };
      expect((await sendForm({ url: post.url, fields: replaced }, CHECK_BYTES)).status).toBe(403);
      expect(await bucket.keys()).toEqual([]);
    });
  });
});

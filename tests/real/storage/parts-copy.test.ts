import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { partsOf } from "@malote/core/copies";
import { beforeEach, describe, expect, inject, test } from "vitest";
import type { CopiedPart } from "../../../layers/core/src/ports.ts";
import { aFileOf, createBucket, type TestBucket } from "./bucket.ts";
import { expected } from "./differences.ts";

/** The smallest part that S3 accepts. */
const PART_BYTES = 5 * 1024 ** 2;
const BYTES = randomBytes(2 * PART_BYTES + 1234);
const OTHER = randomBytes(BYTES.length);

const crc32Of = (bytes: Uint8Array): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString("base64");
};

describe.each(inject("s3Servers"))("a copy in parts on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const aSource = async (overrides: Parameters<typeof aFileOf>[1] = {}) => {
    const file = aFileOf(BYTES, overrides);
    const { ETag: etag = "" } = await bucket.put(file.key_path, BYTES, "application/octet-stream");
    return { file, etag, id: await bucket.mover.startCopy(file, etag, BYTES.length) };
  };

  const RANGES = partsOf(BYTES.length, PART_BYTES);

  const copyParts = async ({ file, etag, id }: Awaited<ReturnType<typeof aSource>>, ranges = RANGES) => {
    const parts: CopiedPart[] = [];
    for (const range of ranges) {
      const copy = await bucket.mover.copyPart(file, id, range, etag);
      if (copy.result !== "copied") throw new Error(`part ${range.number}: ${copy.result}`);
      parts.push(copy.part);
    }
    return parts;
  };

  const uploads = async () => {
    const { Uploads = [] } = await bucket.client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.name }),
    );
    return Uploads.map(({ UploadId }) => UploadId);
  };

  test("has the same bytes, and names its file and source in the metadata", async () => {
    const source = await aSource();
    const { file, etag, id } = source;
    const parts = await copyParts(source);
    expect(await bucket.mover.completeCopy(file, id, parts, BYTES.length)).toMatchObject({
      result: "copied",
    });

    const copy = await bucket.read(file.dest_path);
    expect(copy.bytes.equals(BYTES)).toBe(true);
    expect(copy.type).toBe("text/plain");
    expect(copy.metadata).toEqual({
      "malote-file-id": file.file_id,
      "malote-source-etag": etag.replaceAll('"', ""),
      "malote-size": String(BYTES.length),
    });
    expect(await uploads()).toEqual([]);
  });

  test("is continued from the parts that the server lists", async () => {
    const source = await aSource();
    const { file, id } = source;
    expect(await bucket.mover.copiedParts(file, id)).toEqual([]);
    const [first, last] = [RANGES.slice(0, 1), RANGES.slice(2)];
    const copied = [...(await copyParts(source, first)), ...(await copyParts(source, last))];

    const listed = (await bucket.mover.copiedParts(file, id)) ?? [];
    expect(listed.map(({ number, etag, size }) => ({ number, etag, size }))).toEqual(
      copied.map(({ number, etag, size }) => ({ number, etag, size })),
    );
    const [middle] = await copyParts(source, RANGES.slice(1, 2));
    const [one, three] = listed;
    if (!one || !middle || !three) throw new Error("parts are missing");
    expect(await bucket.mover.completeCopy(file, id, [one, middle, three], BYTES.length)).toMatchObject({
      result: "copied",
    });
    expect(digest((await bucket.read(file.dest_path)).bytes)).toBe(digest(BYTES));
  });

  test("copies no part of bytes that were replaced", async () => {
    const { file, etag, id } = await aSource();
    await bucket.put(file.key_path, OTHER);
    const [range] = RANGES;
    if (!range) throw new Error("no range");
    expect(await bucket.mover.copyPart(file, id, range, etag)).toEqual({ result: "source-changed" });
    expect(await bucket.mover.copiedParts(file, id)).toEqual([]);
  });

  test("copies no part of bytes that were deleted", async () => {
    const { file, etag, id } = await aSource();
    await bucket.mover.delete(file.key_path);
    const [range] = RANGES;
    if (!range) throw new Error("no range");
    expect(await bucket.mover.copyPart(file, id, range, etag)).toEqual({ result: "source-missing" });
  });

  test("leaves an object that dest/ already has", async () => {
    const source = await aSource();
    const { file, id } = source;
    const parts = await copyParts(source);
    await bucket.put(file.dest_path, "the first bytes");

    const done = await bucket.mover.completeCopy(file, id, parts, BYTES.length);
    expect(done).toEqual({ result: "precondition-failed" });
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe("the first bytes");
  });

  test("is not completed with another size than announced", async () => {
    const source = await aSource();
    const parts = await copyParts(source, RANGES.slice(0, 2));
    await expect(
      bucket.mover.completeCopy(source.file, source.id, parts, BYTES.length),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect(await bucket.keys()).toEqual([source.file.key_path]);
  });

  test("is gone after an abort, which may be repeated, and every later call returns upload-gone", async () => {
    const source = await aSource();
    const { file, etag, id } = source;
    const parts = await copyParts(source);
    await bucket.mover.abortUpload(file.dest_path, id);
    await bucket.mover.abortUpload(file.dest_path, id);

    expect(await uploads()).toEqual([]);
    expect(await bucket.mover.copiedParts(file, id)).toBeUndefined();
    const [range] = RANGES;
    if (!range) throw new Error("no range");
    expect(await bucket.mover.copyPart(file, id, range, etag)).toEqual({ result: "upload-gone" });
    expect(await bucket.mover.completeCopy(file, id, parts, BYTES.length)).toEqual({
      result: "upload-gone",
    });
    expect(await bucket.keys()).toEqual([file.key_path]);
  });

  test("is gone after its completion", async () => {
    const source = await aSource();
    const { file, id } = source;
    const parts = await copyParts(source);
    await bucket.mover.completeCopy(file, id, parts, BYTES.length);
    expect(await bucket.mover.copiedParts(file, id)).toBeUndefined();
    await bucket.mover.abortUpload(file.dest_path, id);
    expect((await bucket.read(file.dest_path)).bytes.equals(BYTES)).toBe(true);
  });

  describe("with a declared CRC32", () => {
    const COMPOSITE = "keeps only composite checksums of multipart uploads";

    test("is copied if the whole object has that checksum", async () => {
      const checksum = { algorithm: "CRC32", value: crc32Of(BYTES) } as const;
      const source = await aSource({ checksum });
      const parts = await copyParts(source);
      expect(await bucket.mover.completeCopy(source.file, source.id, parts, BYTES.length)).toMatchObject({
        result: "copied",
      });
      const found = await bucket.mover.head(source.file.dest_path);
      const outcome = { s3: checksum.value, here: undefined };
      expect(found?.checksums.CRC32).toBe(expected(server, COMPOSITE, outcome));
    });

    test("returns checksum-differs and the copy's ETag if the whole object has another checksum", async () => {
      const source = await aSource({ checksum: { algorithm: "CRC32", value: crc32Of(OTHER) } });
      const { file, id } = source;
      const done = await bucket.mover.completeCopy(file, id, await copyParts(source), BYTES.length);
      const { etag } = (await bucket.mover.head(file.dest_path)) ?? { etag: "" };
      const outcome: Record<"s3" | "here", object> = {
        s3: { result: "checksum-differs", etag },
        here: { result: "copied", checksums: {} },
      };
      expect(done).toEqual(expected(server, COMPOSITE, outcome));
      expect(await bucket.mover.deleteIfMatch(file.dest_path, etag)).toBe(true);
    });
  });
});

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { findSource } from "./find-source.ts";
import { verifyBytes } from "./verify-bytes.ts";

/** Finds and verifies the source of a world's file, as a move does. */
const verify = async (options: Parameters<typeof aWorld>[0] = {}) => {
  const { ports, file } = aWorld(options);
  return verifyBytes(ports, file, await findSource(ports, file, TIME_LEFT));
};

describe("findSource", () => {
  it("reads the source once", async () => {
    const { ports, file } = aWorld();
    const reads: unknown[] = [];
    const storage = {
      ...ports.storage,
      peek: (...args: Parameters<typeof ports.storage.peek>) => {
        reads.push(args);
        return ports.storage.peek(...args);
      },
    };

    await findSource({ ...ports, storage }, file, TIME_LEFT);

    expect(reads).toEqual([[file.key_path, { empty: false }]]);
  });

  it("refuses a file without bytes, and a retry may help", async () => {
    await expect(verify({ bytes: null })).rejects.toMatchObject({
      code: "bytes-missing",
      retryable: true,
    });
  });

  it("throws the error of S3", async () => {
    const { ports, file } = aWorld();
    const slow = new Error("SlowDown");
    const storage = { ...ports.storage, peek: () => Promise.reject(slow) };

    await expect(findSource({ ...ports, storage }, file, TIME_LEFT)).rejects.toBe(slow);
  });
});

describe("verifyBytes", () => {
  it("returns the ETag and size of the source", async () => {
    const bytes = aJpeg();

    await expect(verify({ bytes })).resolves.toEqual({ etag: etagOf(bytes), size: bytes.length });
  });

  it.each([
    "image/jpeg",
    "application/zip",
    "text/plain",
  ])("accepts an empty file of type %s, which has no first bytes", async (content_type) => {
    const empty = new Uint8Array();

    await expect(verify({ bytes: empty, file: { content_type } })).resolves.toEqual({
      etag: etagOf(empty),
      size: 0,
    });
  });

  it.each([-1, 1])("refuses a size that differs by %i byte, and no retry helps", async (difference) => {
    const bytes = aJpeg();
    const len = bytes.length + difference;

    await expect(verify({ bytes, file: { len } })).rejects.toMatchObject({
      code: "size-differs",
      retryable: false,
      message: `The file has ${bytes.length} bytes, but ${len} were announced.`,
    });
  });

  it("refuses bytes when an empty file was announced", async () => {
    await expect(verify({ file: { len: 0 } })).rejects.toMatchObject({ code: "size-differs" });
  });

  it("refuses an empty file when bytes were announced", async () => {
    await expect(verify({ bytes: new Uint8Array(), file: { len: 3 } })).rejects.toMatchObject({
      code: "size-differs",
    });
  });

  it("refuses bytes of another family, and names their type", async () => {
    await expect(verify({ file: { content_type: "application/pdf" } })).rejects.toMatchObject({
      code: "type-differs",
      retryable: false,
      message:
        "The bytes are not application/pdf; they are image/jpeg. If the file opens where it comes from, announce it again with the extension and the type of its bytes.",
    });
  });

  it("returns the type of bytes that are another format of the declared kind", async () => {
    await expect(verify({ file: { content_type: "image/png" } })).resolves.toMatchObject({
      type: "image/jpeg",
    });
    await expect(verify({ file: { content_type: "image/jpeg" } })).resolves.not.toHaveProperty("type");
  });

  it.each([
    "text/plain",
    "application/octet-stream",
  ])("refuses a program that is sent as %s", async (content_type) => {
    const program = Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01", "latin1"), Buffer.alloc(57)]);
    const sent = { bytes: new Uint8Array(program), file: { content_type } };

    await expect(verify(sent)).rejects.toMatchObject({
      code: "type-differs",
      retryable: false,
      message: `The bytes are not ${content_type}; they are application/x-elf. If the file opens where it comes from, announce it again with the extension and the type of its bytes.`,
    });
    const isText = content_type === "text/plain";
    const unrefused = verify({ ...sent, refusesPrograms: false });
    await (isText ? expect(unrefused).rejects : expect(unrefused).resolves).toMatchObject(
      isText ? { code: "type-differs" } : { size: 64 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { verifyBytes } from "./verify-bytes.ts";

const verify = (options: Parameters<typeof aWorld>[0] = {}) => {
  const { ports, file } = aWorld(options);
  return verifyBytes(ports, file, TIME_LEFT);
};

describe("verifyBytes", () => {
  it("gives the ETag and size of what it saw", async () => {
    const bytes = aJpeg();

    await expect(verify({ bytes })).resolves.toEqual({ etag: etagOf(bytes), size: bytes.length });
  });

  it("looks once", async () => {
    const { ports, file } = aWorld();
    const looks: unknown[] = [];
    const storage = {
      ...ports.storage,
      peek: (...args: Parameters<typeof ports.storage.peek>) => {
        looks.push(args);
        return ports.storage.peek(...args);
      },
    };

    await verifyBytes({ ...ports, storage }, file, TIME_LEFT);

    expect(looks).toEqual([[file.key_path, { empty: false }]]);
  });

  it.each([
    "image/jpeg",
    "application/zip",
    "text/plain",
  ])("takes an empty file of type %s, which has no first bytes", async (content_type) => {
    const empty = new Uint8Array();

    await expect(verify({ bytes: empty, file: { content_type } })).resolves.toEqual({
      etag: etagOf(empty),
      size: 0,
    });
  });

  it("refuses for now where there are no bytes", async () => {
    await expect(verify({ bytes: null })).rejects.toMatchObject({
      code: "bytes-missing",
      retryable: true,
    });
  });

  it.each([-1, 1])("refuses for good what is %i bytes off", async (difference) => {
    const bytes = aJpeg();
    const len = bytes.length + difference;

    await expect(verify({ bytes, file: { len } })).rejects.toMatchObject({
      code: "size-differs",
      retryable: false,
      message: `The file has ${bytes.length} bytes, but ${len} were announced.`,
    });
  });

  it("refuses bytes where none were announced", async () => {
    await expect(verify({ file: { len: 0 } })).rejects.toMatchObject({ code: "size-differs" });
  });

  it("refuses no bytes where some were announced", async () => {
    await expect(verify({ bytes: new Uint8Array(), file: { len: 3 } })).rejects.toMatchObject({
      code: "size-differs",
    });
  });

  it("refuses for good what is of another family, and says what it is", async () => {
    await expect(verify({ file: { content_type: "application/pdf" } })).rejects.toMatchObject({
      code: "type-differs",
      retryable: false,
      message: "The bytes are not application/pdf; they are image/jpeg.",
    });
  });

  it("passes on what S3 threw", async () => {
    const { ports, file } = aWorld();
    const slow = new Error("SlowDown");
    const storage = { ...ports.storage, peek: () => Promise.reject(slow) };

    await expect(verifyBytes({ ...ports, storage }, file, TIME_LEFT)).rejects.toBe(slow);
  });
});

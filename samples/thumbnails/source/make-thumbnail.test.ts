import { describe, expect, test, vi } from "vitest";
import { type CompletedImage, completedImage, TAG } from "./completed-image.ts";
import { MAX_BYTES, makeThumbnail } from "./make-thumbnail.ts";
import { type Ports, type Scaled, type Stored, type Thumbnail, Unreadable } from "./ports.ts";

const FILE = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
const OWNER = "5f0e8a52-70c1-7051-9a4b-9c8d7e6f5a4b";

const anImage = (more: Partial<CompletedImage> = {}): CompletedImage => ({
  status: "completed",
  file_id: FILE,
  extension: ".jpg",
  type: "image/jpeg",
  len: 3,
  owner: OWNER,
  created_at: "2026-11-21T12:00:00.000Z",
  tags: {},
  ...more,
});

const SCALED: Scaled = { bytes: Buffer.from("small"), type: "image/jpeg", extension: ".jpg" };

const aFunction = (more: Partial<Ports> = {}) => {
  const stored: Thumbnail[] = [];
  const read = vi.fn(async (_: string): Promise<Uint8Array | undefined> => Buffer.from("big"));
  const store = async (thumbnail: Thumbnail): Promise<Stored> => {
    stored.push(thumbnail);
    return { outcome: "stored", file_id: "the thumbnail" };
  };
  const ports = { originals: { read }, scaleDown: async () => SCALED, thumbnails: { store }, ...more };
  return { make: makeThumbnail(ports), stored, read };
};

describe("the thumbnail of a completed image", () => {
  test("is read from dest/, and belongs to the owner, with a tag and a folder to find it by", async () => {
    const { make, stored, read } = aFunction();

    const outcome = await make(anImage({ path: "trips/2026" }));

    expect(outcome).toEqual({ outcome: "stored", file_id: "the thumbnail" });
    expect(read).toHaveBeenCalledExactlyOnceWith(`dest/${FILE}.jpg`);
    expect(stored).toEqual([
      {
        ...SCALED,
        name: `${FILE}.jpg`,
        path: "thumbnails/trips/2026",
        owner: OWNER,
        tags: { [TAG]: FILE },
        idempotencyKey: `thumbnail-of:${FILE}:2026-11-21T12:00:00.000Z`,
      },
    ]);
  });

  test("is in thumbnails, if the image has no folder or one that is too long", async () => {
    const { make, stored } = aFunction();
    await make(anImage());
    await make(anImage({ path: "ü".repeat(512) }));
    await make(anImage({ path: "x".repeat(1013) }));
    expect(stored.map(({ path }) => path)).toEqual([
      "thumbnails",
      "thumbnails",
      `thumbnails/${"x".repeat(1013)}`,
    ]);
  });

  test("has the same key with each delivery, and another one for a new file of the same id", async () => {
    const { make, stored } = aFunction();
    await make(anImage());
    await make(anImage());
    await make(anImage({ created_at: "2027-01-01T00:00:00.000Z" }));
    const [first, again, later] = stored.map(({ idempotencyKey }) => idempotencyKey);
    expect(again).toBe(first);
    expect(later).not.toBe(first);
    // What the SDK accepts.
    expect(first).toMatch(/^[!-~]{1,255}$/);
  });
});

describe("an image without a thumbnail", () => {
  test.each([
    ["a thumbnail itself", { tags: { [TAG]: FILE } }, /is a thumbnail/],
    ["larger than the function can hold", { len: MAX_BYTES + 1 }, /bytes/],
  ])("%s is skipped, and is not read", async (_, more, why) => {
    const { make, stored, read } = aFunction();
    expect(await make(anImage(more))).toEqual({ outcome: "skipped", why: expect.stringMatching(why) });
    expect(read).not.toHaveBeenCalled();
    expect(stored).toEqual([]);
  });

  test("was deleted meanwhile: it is skipped", async () => {
    const { make, stored } = aFunction({ originals: { read: async () => undefined } });
    expect(await make(anImage())).toMatchObject({ outcome: "skipped" });
    expect(stored).toEqual([]);
  });

  test("cannot be read: it is skipped, because another attempt would end in the same way", async () => {
    const scaleDown = async () => {
      throw new Unreadable("it is broken");
    };
    const { make, stored } = aFunction({ scaleDown });
    expect(await make(anImage())).toEqual({ outcome: "skipped", why: "it is broken" });
    expect(stored).toEqual([]);
  });
});

test.each<[string, Partial<Ports>]>([
  ["the bucket", { originals: { read: () => Promise.reject(new Error("down")) } }],
  ["the decoder, for another reason than the image", { scaleDown: () => Promise.reject(new Error("down")) }],
  ["the service", { thumbnails: { store: () => Promise.reject(new Error("down")) } }],
])("an error of %s is thrown, so that Lambda repeats the event", async (_, broken) => {
  await expect(aFunction(broken).make(anImage())).rejects.toThrow("down");
});

describe("an event", () => {
  test("may have members that this function does not know", () => {
    const { make: _, ...image } = { ...anImage(), make: "new" };
    expect(completedImage({ ...image, newer: 1 })).toEqual(image);
  });

  test.each<[string, Record<string, unknown>]>([
    ["another status", { status: "uploaded" }],
    ["a type that this function cannot read", { type: "image/heic" }],
    ["an id that is none", { file_id: "../temp/x" }],
    ["an extension that is none", { extension: "/../../x" }],
  ])("with %s is an error", (_, wrong) => {
    expect(() => completedImage({ ...anImage(), ...wrong })).toThrow();
  });
});

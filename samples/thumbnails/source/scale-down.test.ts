import { readFileSync } from "node:fs";
import { Jimp } from "jimp";
import { describe, expect, test } from "vitest";
import { Unreadable } from "./ports.ts";
import { MAX_PIXELS, SIDE, scaleDown } from "./scale-down.ts";

const sample = (name: string) => readFileSync(`tests/files/${name}`);
const picture = (width: number, height: number, color = 0xff0000ff) => new Jimp({ width, height, color });

/** The JPEG with EXIF data that has one entry, the orientation. */
const withOrientation = (jpeg: Buffer, orientation: number): Buffer => {
  // "Exif", the header of a TIFF, one entry (0x0112, one number of two bytes), no other entries.
  const exif = Buffer.from("45786966000049492a0008000000010012010300010000000000000000000000", "hex");
  exif.writeUInt16LE(orientation, 24);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
};

/** A PNG that has this size in its header only. */
const claiming = (width: number, height: number, png: Buffer): Buffer => {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  return copy;
};

describe("a picture", () => {
  test.each([
    [1000, 500, SIDE, SIDE / 2],
    [500, 1000, SIDE / 2, SIDE],
    [SIDE, SIDE, SIDE, SIDE],
    [20, 10, 20, 10],
  ])("of %i x %i becomes %i x %i", async (width, height, newWidth, newHeight) => {
    const scaled = await scaleDown(await picture(width, height).getBuffer("image/png"));
    expect(await Jimp.fromBuffer(Buffer.from(scaled.bytes))).toMatchObject({
      width: newWidth,
      height: newHeight,
    });
  });

  test("stays JPEG, or becomes PNG and stays transparent", async () => {
    const jpeg = await scaleDown(await picture(400, 400).getBuffer("image/jpeg"));
    expect(jpeg).toMatchObject({ type: "image/jpeg", extension: ".jpg" });
    expect(Buffer.from(jpeg.bytes).subarray(0, 3).toString("hex")).toBe("ffd8ff");

    const png = await scaleDown(await picture(400, 400, 0x00ff0040).getBuffer("image/png"));
    expect(png).toMatchObject({ type: "image/png", extension: ".png" });
    expect((await Jimp.fromBuffer(Buffer.from(png.bytes))).getPixelColor(0, 0)).toBe(0x00ff0040);
  });

  test("is upright, and has no EXIF data any more", async () => {
    const jpeg = withOrientation(await picture(40, 20).getBuffer("image/jpeg"), 6);
    const { bytes } = await scaleDown(jpeg);
    expect(await Jimp.fromBuffer(Buffer.from(bytes))).toMatchObject({ width: 20, height: 40 });
    expect(Buffer.from(bytes).includes("Exif")).toBe(false);
  });

  test.each(["photo.jpg", "photo.png", "animation.gif"])("from elsewhere, %s, can be read", async (name) => {
    const { bytes } = await scaleDown(sample(name));
    const { width, height } = await Jimp.fromBuffer(Buffer.from(bytes));
    expect(Math.max(width, height)).toBeLessThanOrEqual(SIDE);
  });
});

describe("Unreadable is thrown for", () => {
  test.each(["photo.webp", "photo.heic", "drawing.svg"])("another format: %s", async (name) => {
    await expect(scaleDown(sample(name))).rejects.toThrow(Unreadable);
  });

  test("bytes that end too early", async () => {
    const png = await picture(50, 50).getBuffer("image/png");
    await expect(scaleDown(png.subarray(0, 60))).rejects.toThrow(new Unreadable("it is broken"));
  });

  test("too many pixels, before anything is decoded", async () => {
    const png = await picture(10, 10).getBuffer("image/png");
    const why = new Unreadable(`it has more than ${MAX_PIXELS} pixels`);
    await expect(scaleDown(claiming(5001, 5000, png))).rejects.toThrow(why);
  });
});

import { imageDimensionsFromData } from "image-dimensions";
import { Jimp } from "jimp";
import { type Scaled, Unreadable } from "./ports.ts";

/** Pixels: the longer side of a thumbnail. */
export const SIDE = 320;
/** Pixels of an original. A small file can have very many of them. README.md has the memory that they need. */
export const MAX_PIXELS = 25_000_000;

const FORMATS = ["jpeg", "png", "gif"];

/**
 * The picture with at most 320 x 320 pixels, upright, without EXIF data such as the place. A smaller picture keeps its size.
 * JPEG stays JPEG. The others become PNG, because they may be transparent. Of an animation, it is the first frame.
 * @throws Unreadable
 */
export const scaleDown = async (bytes: Uint8Array): Promise<Scaled> => {
  const size = imageDimensionsFromData(bytes);
  if (!size || !FORMATS.includes(size.type)) throw new Unreadable("it is neither JPEG nor PNG nor GIF");
  // Before anything is decoded.
  if (size.width * size.height > MAX_PIXELS) throw new Unreadable(`it has more than ${MAX_PIXELS} pixels`);

  const image = await decode(bytes);
  if (image.width > SIDE || image.height > SIDE) image.scaleToFit({ w: SIDE, h: SIDE });
  return image.mime === "image/jpeg"
    ? { bytes: await image.getBuffer("image/jpeg", { quality: 80 }), type: "image/jpeg", extension: ".jpg" }
    : { bytes: await image.getBuffer("image/png"), type: "image/png", extension: ".png" };
};

const decode = async (bytes: Uint8Array) => {
  const options = { "image/jpeg": { maxMemoryUsageInMB: 1024 } };
  try {
    return await Jimp.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options);
  } catch {
    // The errors of the decoders have no common class.
    throw new Unreadable("it is broken");
  }
};

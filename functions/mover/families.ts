import { fileTypeFromBuffer, supportedMimeTypes } from "file-type";

/** Formats that are a zip with a convention inside. */
const ZIP =
  /^application\/(zip|java-archive|epub\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument|android\.package-archive|ms-(word|excel|powerpoint)\.[a-z]+\.macroenabled|google-earth\.kmz|apple\.(pages|numbers|keynote)|comicbook\+zip|visio)|x-(xpinstall|zip-compressed)|.+\+zip)/i;

/** Formats that are a compound file binary (the old Office). */
const CFB = /^application\/(x-cfb|msword|vnd\.(ms-(excel|powerpoint|project|outlook|works)|visio)|x-msi)$/i;

/** file-type finds these by their text, which good files of the type need not have. */
const BY_TEXT = /(xml|calendar|vcard|vtt|subrip|x-ms-regedit|json|pgp|javascript|typescript)/i;

/**
 * What counts as one kind of bytes: a container stands for every format built on it, pictures are
 * pictures, and sound and film share their containers (mp4, ogg, webm).
 */
const familyOf = (mediaType: string): string => {
  const [top] = mediaType.split("/");
  if (CFB.test(mediaType)) return "cfb";
  if (ZIP.test(mediaType)) return "zip";
  if (
    top === "audio" ||
    top === "video" ||
    mediaType === "application/ogg" ||
    mediaType === "application/mxf"
  )
    return "media";
  return top === "image" ? "image" : mediaType;
};

/** Whether files of this media type always begin with bytes that give it away. */
const hasMagicBytes = (mediaType: string): boolean => {
  if (BY_TEXT.test(mediaType)) return false;
  const family = familyOf(mediaType);
  return family === "zip" || family === "cfb" || supportedMimeTypes.has(mediaType as never);
};

/** The local file header of a zip, which is what a zip looks like when its entries say nothing more. */
const ZIP_HEADER = [0x50, 0x4b];

/**
 * What speaks against bytes that begin with `head` being `mediaType`; undefined where nothing does.
 * Types without magic bytes (text, svg, and whatever nobody has registered) pass.
 */
export const typeMismatch = async (mediaType: string, head: Uint8Array): Promise<string | undefined> => {
  if (!hasMagicBytes(mediaType)) return undefined;
  const found =
    (await fileTypeFromBuffer(head))?.mime ?? (startsWith(head, ZIP_HEADER) ? "application/zip" : undefined);
  if (found !== undefined && familyOf(found) === familyOf(mediaType)) return undefined;
  return found ?? "of no known type";
};

const startsWith = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  prefix.every((byte, i) => bytes[i] === byte);

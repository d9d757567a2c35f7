import type { Detected } from "./detect.ts";

/** Names and variants of one format: which of them a file is, its first bytes do not always show. */
const SAME_FORMAT: readonly RegExp[] = [
  /^((audio|video)\/(mp4|m4[abpv]|quicktime|3gpp2?|f4v)|application\/mp4)$/,
  /^(audio|video)\/(webm|matroska(-3d)?)$/,
  /^((audio|video|application)\/ogg|audio\/opus)$/,
  /^audio\/(wave?|pn-wav)$/,
  /^video\/(msvideo|avi)$/,
  /^audio\/(mpeg|mp3|mpeg-?3|mpg|mp2)$/,
  /^audio\/aacp?$/,
  /^(audio|video)\/ms-(asf|wm[av])$/,
  /^video\/(mpeg2?|mp[12][ps]|mp2t|mpegts|ms-vob|dvd)$/,
  /^image\/hei[cf](-sequence)?$/,
  /^image\/(tiff|dng|adobe-dng|canon-c(r2|rw)|nikon-n(ef|rw)|sony-(arw|sr2|srf)|pentax-pef|epson-erf|kodak-.+)$/,
  /^image\/(icon|microsoft\.icon)$/,
  /^image\/(ms-)?bmp$/,
  /^image\/a?png$/,
  /^image\/p?jpe?g$/,
  /^image\/j(p2|px|pm|pg2|p2k|peg2000.*)$/,
  /^image\/(wmf|emf|msmetafile)$/,
];

/** Without the prefixes of vendors and of types that were not registered. */
const plain = (mediaType: string): string => mediaType.replace(/\/(x-|vnd\.)+/, "/");

const areSame = (one: string, other: string): boolean => {
  const [a, b] = [plain(one), plain(other)];
  return a === b || SAME_FORMAT.some((names) => names.test(a) && names.test(b));
};

/** Names that browsers know better. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  "audio/x-m4a": "audio/mp4",
  "video/x-m4v": "video/mp4",
  "video/vnd.avi": "video/x-msvideo",
  "video/mp1s": "video/mpeg",
  "video/mp2p": "video/mpeg",
  "audio/vnd.wave": "audio/wav",
};

const DOCUMENT = /^application\/(msword$|vnd\.(openxmlformats-officedocument|oasis\.opendocument|ms-))/;

/** What file-type says of a container when it does not know what is in it. */
const CONTAINERS = /^application\/(zip|x-cfb|vnd\.ms-asf|ogg|mxf)$/;

const MEDIA = /^(image|audio|video)\//;

/**
 * The media type to serve a file as, if its bytes are of another format than the declared one: a JPEG with the name of a
 * PNG, a new document with the name of an old one. Undefined if they are of the declared format, or of one that may be it.
 */
export const servedType = (declared: string, detected: Detected | undefined): string | undefined => {
  if (!detected || CONTAINERS.test(detected.mediaType)) return undefined;
  const found = detected.mediaType;
  const isMedia = MEDIA.test(found) && (MEDIA.test(declared) || declared === "application/mp4");
  const isDocument = DOCUMENT.test(found) && DOCUMENT.test(declared) && detected.kinds.includes("office");
  if (!(isMedia || isDocument) || areSame(declared, found)) return undefined;
  return USUAL_NAMES[found] ?? found;
};

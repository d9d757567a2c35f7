import { fileTypeFromBuffer, supportedMimeTypes } from "file-type";
import type { MoverPorts } from "./ports.ts";

/** Formats that are a zip with certain entries. */
const ZIP =
  /^application\/(zip|java-archive|epub\+zip|vnd\.(oasis\.opendocument|android\.package-archive|google-earth\.kmz|apple\.(pages|numbers|keynote)|comicbook\+zip)|x-(xpinstall|zip-compressed)|.+\+zip)/i;

/** Formats that are a compound file binary, as in old versions of Office. */
const CFB = /^application\/(x-cfb|msword|vnd\.(ms-(excel|powerpoint|project|outlook|works))|x-msi)$/i;

/** New Office formats are a zip, or a compound file if they have a password. Old drawings of Visio are compound files too. */
const ZIP_OR_CFB =
  /^application\/vnd\.(openxmlformats-officedocument|visio|ms-visio|ms-(word|excel|powerpoint)\.[a-z]+\.macroenabled)/i;

/** Formats that file-type detects, but not by first bytes that every valid file has. */
const NOT_BY_FIRST_BYTES =
  /^(text\/.*|model\/.*|video\/mp2t|application\/(xml|.*\+xml|json|x-subrip|x-ms-regedit|pgp.*|x-iso9660-image|x-apple-diskimage|x-msdownload|postscript|dicom))$/i;

/** Types that have another name in file-type. */
const KNOWN_OTHERWISE: readonly string[] = [
  "application/vnd.rar",
  "audio/3gpp",
  "audio/flac",
  "audio/aiff",
  "audio/wave",
  "audio/webm",
  "audio/x-aiff",
  "audio/x-matroska",
  "audio/x-ms-wma",
  "audio/x-wav",
  "image/vnd.microsoft.icon",
  "image/x-ms-bmp",
  "video/x-f4v",
  "video/x-matroska",
  "video/x-ms-vob",
  "video/x-ms-wmv",
  "video/x-msvideo",
];

/** Formats that a system runs when they are opened. */
const PROGRAMS: readonly string[] = [
  "application/x-msdownload",
  "application/x-elf",
  "application/x-mach-binary",
  "application/x-ms-shortcut",
];

/**
 * The family of a media type, whose members are not told apart. A container stands for every format built on it, images
 * are one family, and audio and video share their containers (mp4, ogg, webm).
 */
const familiesOf = (mediaType: string): readonly string[] => {
  const [top] = mediaType.split("/");
  if (ZIP_OR_CFB.test(mediaType)) return ["zip", "cfb"];
  // Word saved rich text with the extension .doc for a long time.
  if (mediaType === "application/msword") return ["cfb", "application/rtf"];
  if (CFB.test(mediaType)) return ["cfb"];
  if (ZIP.test(mediaType)) return ["zip"];
  if (
    top === "audio" ||
    top === "video" ||
    mediaType === "application/ogg" ||
    mediaType === "application/mxf" ||
    // file-type returns it if the streams of a film (.wmv) or sound (.wma) are not described in the first bytes.
    mediaType === "application/vnd.ms-asf"
  )
    return ["media"];
  if (/^application\/(vnd\.rar|x-rar-compressed)$/.test(mediaType)) return ["rar"];
  return [top === "image" ? "image" : mediaType];
};

/** Whether every file of this media type begins with bytes that identify it. core's isRecognised has the same types. */
export const hasMagicBytes = (mediaType: string): boolean => {
  if (NOT_BY_FIRST_BYTES.test(mediaType)) return false;
  if (KNOWN_OTHERWISE.includes(mediaType) || supportedMimeTypes.has(mediaType as never)) return true;
  return familiesOf(mediaType).some((family) => family === "zip" || family === "cfb");
};

/**
 * The reason why bytes that begin with `head` cannot be `mediaType`. Undefined if there is none. Types without magic bytes
 * (text, SVG, types that are not registered) pass, but if `refusesPrograms` is set, the bytes of a program do not.
 */
export const typeMismatch = async (
  mediaType: string,
  head: Uint8Array,
  { refusesPrograms }: Pick<MoverPorts, "refusesPrograms">,
): Promise<string | undefined> => {
  const detected = (await fileTypeFromBuffer(head))?.mime;
  if (!hasMagicBytes(mediaType))
    return refusesPrograms && detected !== undefined && isProgram(detected, head) ? detected : undefined;
  const found = detected ?? signatureOf(head);
  const families = familiesOf(mediaType);
  if (found !== undefined && families.includes(familyFound(found))) return undefined;
  return found ?? "of no known type";
};

/** The one family of detected bytes: if file-type detects an Office format, it has found it in a zip. */
const familyFound = (mediaType: string): string => familiesOf(mediaType)[0] ?? mediaType;

/** Two letters are enough for file-type to detect a program of Windows, so a text may begin with them. No text has a NUL. */
const isProgram = (detected: string, head: Uint8Array): boolean =>
  PROGRAMS.includes(detected) && (detected !== "application/x-msdownload" || head.includes(0));

/** The signatures of a first entry, an empty archive and a spanned archive (APPNOTE.TXT 4.3). */
const ZIP_SIGNATURES = ["PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\u0008"];

/** Formats that file-type does not detect: a zip without known entries, and a PDF after other bytes. */
const signatureOf = (head: Uint8Array): string | undefined => {
  const text = Buffer.from(head.subarray(0, 1024)).toString("latin1");
  if (ZIP_SIGNATURES.some((signature) => text.startsWith(signature))) return "application/zip";
  // Readers search the header in the first 1024 bytes (ISO 32000-1, Annex H, note 13).
  return text.includes("%PDF-") ? "application/pdf" : undefined;
};

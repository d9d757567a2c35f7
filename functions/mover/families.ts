import { fileTypeFromBuffer, supportedMimeTypes } from "file-type";

/** Formats that are a zip with a convention inside. */
const ZIP =
  /^application\/(zip|java-archive|epub\+zip|vnd\.(oasis\.opendocument|android\.package-archive|google-earth\.kmz|apple\.(pages|numbers|keynote)|comicbook\+zip)|x-(xpinstall|zip-compressed)|.+\+zip)/i;

/** Formats that are a compound file binary (the old Office). */
const CFB = /^application\/(x-cfb|msword|vnd\.(ms-(excel|powerpoint|project|outlook|works))|x-msi)$/i;

/** The new Office is a zip; under a password it is a compound file, and so are Visio's older drawings. */
const ZIP_OR_CFB =
  /^application\/vnd\.(openxmlformats-officedocument|visio|ms-visio|ms-(word|excel|powerpoint)\.[a-z]+\.macroenabled)/i;

/** Known to file-type, but not by bytes at the beginning that every good file has. */
const NOT_BY_FIRST_BYTES =
  /^(text\/.*|model\/.*|video\/mp2t|application\/(xml|.*\+xml|json|x-subrip|x-ms-regedit|pgp.*|x-iso9660-image|x-apple-diskimage|x-msdownload|postscript|dicom))$/i;

/** file-type has these under another name. */
const KNOWN_OTHERWISE: readonly string[] = [
  "application/vnd.rar",
  "audio/flac",
  "audio/aiff",
  "audio/webm",
  "audio/x-aiff",
  "video/x-matroska",
  "video/x-msvideo",
];

/**
 * What counts as one kind of bytes: a container stands for every format built on it, pictures are
 * pictures, and sound and film share their containers (mp4, ogg, webm).
 */
const familiesOf = (mediaType: string): readonly string[] => {
  const [top] = mediaType.split("/");
  if (ZIP_OR_CFB.test(mediaType)) return ["zip", "cfb"];
  // Word has long saved rich text under .doc.
  if (mediaType === "application/msword") return ["cfb", "application/rtf"];
  if (CFB.test(mediaType)) return ["cfb"];
  if (ZIP.test(mediaType)) return ["zip"];
  if (
    top === "audio" ||
    top === "video" ||
    mediaType === "application/ogg" ||
    mediaType === "application/mxf"
  )
    return ["media"];
  if (/^application\/(vnd\.rar|x-rar-compressed)$/.test(mediaType)) return ["rar"];
  return [top === "image" ? "image" : mediaType];
};

/** Whether files of this media type always begin with bytes that give it away. */
const hasMagicBytes = (mediaType: string): boolean => {
  if (NOT_BY_FIRST_BYTES.test(mediaType)) return false;
  if (KNOWN_OTHERWISE.includes(mediaType) || supportedMimeTypes.has(mediaType as never)) return true;
  return familiesOf(mediaType).some((family) => family === "zip" || family === "cfb");
};

/**
 * What speaks against bytes that begin with `head` being `mediaType`; undefined where nothing does.
 * Types without magic bytes (text, svg, and whatever nobody has registered) pass.
 */
export const typeMismatch = async (mediaType: string, head: Uint8Array): Promise<string | undefined> => {
  if (!hasMagicBytes(mediaType)) return undefined;
  const found = (await fileTypeFromBuffer(head))?.mime ?? plainSight(head);
  const families = familiesOf(mediaType);
  if (found !== undefined && families.includes(familyFound(found))) return undefined;
  return found ?? "of no known type";
};

/** Of found bytes there is only one family: what file-type calls Office it has found in a zip. */
const familyFound = (mediaType: string): string => familiesOf(mediaType)[0] ?? mediaType;

/** A first entry, an empty archive, a spanned one (APPNOTE.TXT 4.3). */
const ZIP_SIGNATURES = ["PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\u0008"];

/** What file-type leaves out: a zip whose entries say nothing more, and a PDF after some stray bytes. */
const plainSight = (head: Uint8Array): string | undefined => {
  const text = Buffer.from(head.subarray(0, 1024)).toString("latin1");
  if (ZIP_SIGNATURES.some((signature) => text.startsWith(signature))) return "application/zip";
  // Readers look for it within the first 1024 bytes (ISO 32000-1, Annex H, note 13).
  return text.includes("%PDF-") ? "application/pdf" : undefined;
};

import mime from "mime";
import { isRecognised } from "./recognised-types.ts";

export const NATURES = ["image", "video", "audio", "document", "text", "archive"] as const;
export type Nature = (typeof NATURES)[number];

export const isNature = (type: string): type is Nature => (NATURES as readonly string[]).includes(type);

/** Type and subtype as in RFC 6838, section 4.2, without parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

export const isMediaType = (type: string): boolean => MEDIA_TYPE.test(type);

/** Old names of types that browsers and systems still send, and the registered names. */
const ALIASES: Readonly<Record<string, string>> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/x-flac": "audio/flac",
  "video/x-m4v": "video/mp4",
  "application/x-pdf": "application/pdf",
  "application/x-zip-compressed": "application/zip",
  "application/x-gzip": "application/gzip",
  "application/x-rar-compressed": "application/vnd.rar",
  "application/x-javascript": "text/javascript",
  "text/x-markdown": "text/markdown",
};

/** Extensions that the registry lacks or has under an old name. The first type is the usual one. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  ".flac": ["audio/flac"],
  ".jfif": ["image/jpeg"],
  ".m4v": ["video/mp4"],
  ".mp4": ["video/mp4", "audio/mp4"],
  ".ogg": ["audio/ogg", "video/ogg"],
  ".tgz": ["application/gzip"],
  ".webm": ["video/webm", "audio/webm"],
  ".zst": ["application/zstd"],
};

/** Windows sends the type of a spreadsheet for every .csv, but its bytes are text. */
const isExcelsCsv = (type: string, extension: string): boolean =>
  extension === ".csv" && type === "application/vnd.ms-excel";

const UNKNOWN = "application/octet-stream";

const NATURE_TYPES: Readonly<Record<Nature, RegExp>> = {
  image: /^image\//,
  video: /^video\//,
  audio: /^audio\//,
  text: /^(text\/|application\/(json|xml|yaml|toml|sql|x-sh|.*\+(json|xml)$))/,
  document:
    /^(text\/|application\/(pdf|rtf|msword|epub\+zip|vnd\.(ms-(excel|powerpoint|word)|oasis\.opendocument|openxmlformats-officedocument|apple\.(pages|numbers|keynote))))/,
  archive:
    /^application\/(zip|gzip|zstd|vnd\.rar|x-(7z-compressed|tar|bzip2?|xz|rar-compressed|compressed|lzip)|java-archive)/,
};

/** The usual media type of an extension (with the dot). Undefined if none is registered. */
const registered = (extension: string): string | undefined =>
  extension === "" ? undefined : (ALSO[extension]?.[0] ?? mime.getType(extension) ?? undefined);

/** Whether a media type is registered for the extension (with the dot). */
export const isRegistered = (extension: string): boolean => registered(extension) !== undefined;

/** Whether a file with this extension may have this media type. text/plain fits every text. */
const agrees = (type: string, extension: string, known: string): boolean =>
  type === known ||
  (ALSO[extension]?.includes(type) ?? false) ||
  (mime.getAllExtensions(type)?.has(extension.slice(1)) ?? false) ||
  (type === "text/plain" && known.startsWith("text/"));

export type MediaType = { content_type: string } | { fault: string };

/** The type of bytes of which nothing is known. */
const UNKNOWN_TYPE = "application/octet-stream";

/**
 * The media type of a file with this `type` and `extension`. An empty `type`, which browsers report for a file that their
 * system does not know, means that only the extension says it. If `type` is a nature, the extension decides the media type.
 * Otherwise `type` must be registered for the extension. For an extension that is not registered, every media type is
 * accepted.
 */
export const mediaTypeOf = (type: string, extension: string): MediaType => {
  const known = registered(extension);
  if (type === "") return { content_type: known ?? UNKNOWN_TYPE };
  if (isNature(type)) {
    if (known === undefined)
      return {
        fault: `No media type is known for ${extension || "a name without extension"}; send the media type itself as type, such as application/octet-stream.`,
      };
    return NATURE_TYPES[type].test(known)
      ? { content_type: known }
      : { fault: `${extension} is ${known}, which is not of the nature ${type}.` };
  }
  const asked = type.toLowerCase();
  if (isExcelsCsv(asked, extension)) return { content_type: "text/csv" };
  // What pickers and upload libraries send for a type that they do not know. The extension decides.
  if (asked === UNKNOWN && known !== undefined) return { content_type: known };
  const canonical = ALIASES[asked] ?? asked;
  return known === undefined || agrees(canonical, extension, known)
    ? { content_type: canonical }
    : { fault: `${type} disagrees with ${extension}, which is ${known}.` };
};

/** Whether a list of accepted types accepts everything. */
export const acceptsAll = (allowed: readonly string[]): boolean => allowed.includes("*/*");

/**
 * Whether a list such as ["image/*", "application/pdf"] accepts the media type. A type that the list names is accepted. A
 * wildcard accepts only types that the mover recognises by their bytes, because it names no format that a deployment has
 * thought about. No text is recognised by its bytes, so text/* accepts every text.
 */
export const isAllowed = (contentType: string, allowed: readonly string[]): boolean =>
  acceptsAll(allowed) ||
  allowed.some((pattern) => pattern.toLowerCase() === contentType) ||
  (wildcardOf(contentType, allowed) !== undefined &&
    (contentType.startsWith("text/") || isRecognised(contentType)));

/** The wildcard of the list that includes the media type, such as image/*. */
export const wildcardOf = (contentType: string, allowed: readonly string[]): string | undefined =>
  allowed.find(
    (pattern) => pattern.endsWith("/*") && contentType.startsWith(pattern.slice(0, -1).toLowerCase()),
  );

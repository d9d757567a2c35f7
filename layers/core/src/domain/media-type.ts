import mime from "mime";

export const NATURES = ["image", "video", "audio", "document", "text", "archive"] as const;
export type Nature = (typeof NATURES)[number];

export const isNature = (type: string): type is Nature => (NATURES as readonly string[]).includes(type);

/** Type and subtype as RFC 6838 (4.2) restricts them, without parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

export const isMediaType = (type: string): boolean => MEDIA_TYPE.test(type);

/** Names that browsers and systems still send for a type registered under another. */
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

/** What the registry lacks: extensions it does not have, or has under a name of old. The first is the usual one. */
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

/** Windows calls every .csv a spreadsheet; the bytes are text, and are looked at as such. */
const isExcelsCsv = (type: string, extension: string): boolean =>
  extension === ".csv" && type === "application/vnd.ms-excel";

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

/** The media type usual for an extension (with the dot); undefined where nobody has registered one. */
const registered = (extension: string): string | undefined =>
  extension === "" ? undefined : (ALSO[extension]?.[0] ?? mime.getType(extension) ?? undefined);

/** Whether files with this extension may be of this media type. Plain text is any text. */
const agrees = (type: string, extension: string, known: string): boolean =>
  type === known ||
  (ALSO[extension]?.includes(type) ?? false) ||
  (mime.getAllExtensions(type)?.has(extension.slice(1)) ?? false) ||
  (type === "text/plain" && known.startsWith("text/"));

export type MediaType = { content_type: string } | { fault: string };

/**
 * The media type of a file that says it is `type` and ends in `extension`.
 * A nature takes its media type from the extension; a media type must be one of those registered
 * for the extension. Of an extension that nobody registered, any media type is believed.
 */
export const mediaTypeOf = (type: string, extension: string): MediaType => {
  const known = registered(extension);
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
  const canonical = ALIASES[asked] ?? asked;
  return known === undefined || agrees(canonical, extension, known)
    ? { content_type: canonical }
    : { fault: `${type} disagrees with ${extension}, which is ${known}.` };
};

/** Whether a list such as ["image/*", "application/pdf"] takes the media type. */
export const isAllowed = (contentType: string, allowed: readonly string[]): boolean =>
  allowed.some(
    (pattern) =>
      pattern === "*/*" ||
      pattern.toLowerCase() === contentType ||
      (pattern.endsWith("/*") && contentType.startsWith(pattern.slice(0, -1).toLowerCase())),
  );

import mime from "mime";
import { isTextKind, kindsOf, otherMeanings } from "./kinds.ts";
import { isRecognised } from "./recognised-types.ts";

export const NATURES = ["image", "video", "audio", "document", "text", "archive"] as const;
export type Nature = (typeof NATURES)[number];

export const isNature = (type: string): type is Nature => (NATURES as readonly string[]).includes(type);

/** Type and subtype as in RFC 6838, section 4.2, without parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

export const isMediaType = (type: string): boolean => MEDIA_TYPE.test(type);

/** Extensions that the registry lacks or has under an old name. The first type is the usual one. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  ".dat": ["application/octet-stream"],
  ".flac": ["audio/flac"],
  ".jfif": ["image/jpeg"],
  ".m4v": ["video/mp4"],
  ".mp4": ["video/mp4", "audio/mp4"],
  ".ogg": ["audio/ogg", "video/ogg"],
  ".rs": ["text/plain"],
  ".tgz": ["application/gzip"],
  ".webm": ["video/webm", "audio/webm"],
  ".zst": ["application/zstd"],
};

/** Old names of types, which also stand for the registered ones where no extension tells. */
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

const canonicalOf = (type: string): string =>
  (Object.hasOwn(ALIASES, type) ? ALIASES[type] : undefined) ?? type;

/** The type of bytes of which nothing is known. */
const UNKNOWN_TYPE = "application/octet-stream";

/** What pickers and libraries send for a type that they do not know. A wildcard is what a page allows, and not what a file is. */
const NOT_STATED =
  /^(|\*|.*\/\*|(application|binary)\/(x-)?(octet-stream|binary|unknown|download|force-download))$/;

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

/** Without parameters, such as those of "video/webm;codecs=vp8", and in lower case. */
const withoutParameters = (type: string): string =>
  (type.split(";")[0] ?? "").replace(/^[ \t]+|[ \t]+$/g, "").toLowerCase();

/** Whether it is a media type, with parameters or without, a wildcard, or empty: whatever pickers and libraries send. */
export const isDeclaredType = (type: string): boolean => {
  const bare = withoutParameters(type);
  const [, ...parameters] = type.split(";");
  return (isMediaType(bare) || NOT_STATED.test(bare)) && /^[\x20-\x7e\t]*$/.test(parameters.join(""));
};

/** The usual media type of an extension (with the dot). Undefined if none is registered. */
const registered = (extension: string): string | undefined =>
  extension === "" ? undefined : (ALSO[extension]?.[0] ?? mime.getType(extension) ?? undefined);

/** Whether a media type is registered for the extension (with the dot). */
export const isRegistered = (extension: string): boolean => registered(extension) !== undefined;

/** The subtype without the prefixes of vendors and of types that were not registered. */
const plainSubtype = (type: string): string => type.replace(/^[^/]*\//, "").replace(/^(x-|vnd\.)+/, "");

/** Whether the type is named for the extension. The registry has the extension, or the names are the same. */
const isNameOf = (type: string, extension: string, known: string): boolean =>
  type === known ||
  (ALSO[extension]?.includes(type) ?? false) ||
  (mime.getAllExtensions(type)?.has(extension.slice(1)) ?? false);

/** Another name of the known type: text/yaml and application/yaml, video/matroska and video/x-matroska, image/jpg. */
const isAnotherName = (type: string, extension: string, known: string): boolean =>
  [plainSubtype(known), extension.slice(1)].includes(plainSubtype(type));

/** Containers, which say less than the extension. */
const CONTAINERS: Readonly<Record<string, string>> = {
  "application/zip": "zip",
  "application/x-zip": "zip",
  "application/x-cfb": "cfb",
  "application/x-ole-storage": "cfb",
};

/** Archives may be compressed, and both names are in use for a tar that is. */
const COMPRESSED = /^application\/((x-)?(g?tar|gzip|bzip2?|xz|lzma|zstd|compress(ed)?(-tar)?))$/;

const DOCUMENT = /^application\/(msword$|vnd\.(openxmlformats-officedocument|ms-(word|excel|powerpoint)))/;

/** Whether both are formats of one kind, which programs and phones mistake for each other. */
const areSiblings = (type: string, known: string): boolean => {
  const [kind] = kindsOf(type);
  const [other] = kindsOf(known);
  return (
    (kind === other && kind !== known && ["image", "media", "font", "zip", "cfb"].includes(kind ?? "")) ||
    (DOCUMENT.test(type) && DOCUMENT.test(known)) ||
    (COMPRESSED.test(type) && COMPRESSED.test(known))
  );
};

/** Types of which nothing is known: they name no format that the mover could look for. */
const saysNothing = (type: string, known: string): boolean => {
  if (mime.getAllExtensions(type)) {
    const [kind] = kindsOf(type);
    // Both are formats without a signature.
    return kind === type && !isRecognised(type) && kindsOf(known)[0] === known && !isRecognised(known);
  }
  return !/^(text|image|audio|video|font)\//.test(type) || kindsOf(type)[0] === kindsOf(known)[0];
};

/** The media type that a file has by its extension, declared as `type`. Undefined if the two contradict each other. */
const agreed = (type: string, extension: string, known: string): string | undefined => {
  const canonical = canonicalOf(type);
  if (isNameOf(canonical, extension, known)) return canonical;
  const [kind = ""] = kindsOf(canonical);
  const [knownKind = ""] = kindsOf(known);
  // An extension of several meanings: the mover looks at the bytes, too.
  if (otherMeanings(extension).includes(kind)) return canonical;
  if (isAnotherName(canonical, extension, known) || CONTAINERS[canonical] === knownKind) return known;
  // Every text is plain text. Otherwise the extension knows better which text it is.
  if (isTextKind(knownKind) && isTextKind(kind)) return canonical === "text/plain" ? canonical : known;
  // Windows sends the type of a spreadsheet for every .csv, but its bytes are text.
  if (extension === ".csv" && canonical === "application/vnd.ms-excel") return known;
  if (areSiblings(canonical, known))
    return COMPRESSED.test(canonical) || !(mime.getAllExtensions(canonical) || isRecognised(canonical))
      ? known
      : canonical;
  return saysNothing(canonical, known) ? known : undefined;
};

export type MediaType = { content_type: string } | { fault: string };

/**
 * The media type of a file with this `type` and `extension`. A `type` that says nothing (empty, a wildcard,
 * application/octet-stream) means that only the extension says it. If `type` is a nature, the extension decides the media
 * type. Otherwise `type` must be a name for the extension, of the same kind, or of a container of it. The mover compares the
 * bytes. For an extension that is not registered, every media type is accepted.
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
  const asked = withoutParameters(type);
  if (NOT_STATED.test(asked)) return { content_type: known ?? UNKNOWN_TYPE };
  if (known === undefined) return { content_type: canonicalOf(asked) };
  // Such as .bin, which any bytes may have.
  if (known === UNKNOWN_TYPE)
    return { content_type: isNameOf(asked, extension, known) ? asked : UNKNOWN_TYPE };
  const content_type = agreed(asked, extension, known);
  return content_type === undefined
    ? { fault: `${asked} disagrees with ${extension}, which is ${known}. Send the type of the file, or "".` }
    : { content_type };
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

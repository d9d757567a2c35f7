/**
 * The kinds of a media type. Files of one kind are not told apart by their bytes: a container stands for every format built
 * on it, images are one kind, and audio and video share their containers (mp4, ogg, webm). The routes use kinds to compare
 * a declared type with an extension, and the mover to compare it with the bytes.
 */

/** Formats that are a zip with certain entries. */
const ZIP =
  /^application\/(zip|java-archive|epub\+zip|vnd\.(oasis\.opendocument|android\.package-archive|google-earth\.kmz|apple\.(pages|numbers|keynote)|comicbook\+zip)|x-(xpinstall|zip-compressed|iwork-.+)|.+\+zip)/;

/** Formats that are a compound file binary, as in old versions of Office. */
const CFB =
  /^application\/(x-cfb|msword|vnd\.(ms-(excel|powerpoint|project|outlook|works))|x-(msi|mspublisher))$/;

/** New Office formats are a zip, or a compound file if they have a password. Old drawings of Visio are compound files too. */
const ZIP_OR_CFB =
  /^application\/vnd\.(openxmlformats-officedocument|visio|ms-visio|ms-(word|excel|powerpoint)\.[a-z]+\.macroenabled)/;

const XML = /^(image\/svg|(text|application)\/xml$|.+\+xml$)/;

const TEXT =
  /^(text\/|message\/|(audio|application)\/(vnd\.apple\.|x-)?(mpegurl|m3u|scpls|mp3-playlist)$|application\/(json5?|.+\+(json|json-seq|yaml)|(geo\+)?json-seq|(x-)?ndjson|jsonl?|jsonlines|(x-)?(javascript|ecmascript|typescript|yaml|toml|sql|sh|csh|perl|python|ruby|php|httpd-php|tcl|tex|latex|texinfo|subrip|bibtex|graphql)|node|n-triples|n-quads|trig|sparql-query|mbox)$)/;

/** Old forms of documents, which programs still write under the old names of Office. */
const OLD_FORMS: Readonly<Record<string, readonly string[]>> = {
  // Rich text; HTML, XML and text of reporting tools; WordPerfect; Word before compound files.
  "application/msword": [
    "office",
    "application/rtf",
    "text",
    "xml",
    "application/vnd.wordperfect",
    "old-word",
  ],
  // HTML, SpreadsheetML, text with tabs; worksheets of Excel before compound files.
  "application/vnd.ms-excel": ["office", "text", "xml", "old-excel"],
  "application/vnd.ms-powerpoint": ["office"],
};

/** Animations that messengers send as GIF are films, and so is the moving part of a phone's photo. */
const ALSO_FILM = /^image\/(gif|hei[cf](-sequence)?)$/;

/**
 * What files with an extension of several meanings may be besides the registered type: a kind, or "any" for formats that
 * have no signature.
 */
const OTHER_MEANINGS: Readonly<Record<string, readonly string[]>> = {
  ".ac": ["any"],
  ".asc": ["text"],
  ".dot": ["text"],
  ".key": ["text", "any"],
  ".mpc": ["media"],
  ".mpp": ["cfb"],
  ".mts": ["text"],
  ".pls": ["text"],
  ".pot": ["text"],
  ".pub": ["text"],
  ".res": ["any"],
  ".rif": ["any"],
  ".sc": ["text"],
  ".scm": ["text"],
  ".sub": ["media", "any"],
  ".svgz": ["application/gzip"],
  ".ts": ["text"],
  ".vhd": ["text"],
};

/** What other kinds files with this extension (with the dot, in lower case) may be of. */
export const otherMeanings = (extension: string): readonly string[] => OTHER_MEANINGS[extension] ?? [];

/**
 * The kinds that files of a media type (in lower case, without parameters) may be of. The first is the usual one. A type that
 * is a kind of its own is its own only kind.
 */
export const kindsOf = (mediaType: string): readonly string[] => {
  const [top] = mediaType.split("/");
  if (ZIP_OR_CFB.test(mediaType)) return ["zip", "office", "cfb"];
  if (CFB.test(mediaType)) return ["cfb", ...(OLD_FORMS[mediaType] ?? [])];
  if (ZIP.test(mediaType)) return ["zip", "office"];
  if (XML.test(mediaType)) return ["xml"];
  if (mediaType === "text/rtf" || mediaType === "application/rtf") return ["application/rtf"];
  if (TEXT.test(mediaType)) return ["text"];
  if (
    top === "audio" ||
    top === "video" ||
    mediaType === "application/mp4" ||
    mediaType === "application/ogg" ||
    mediaType === "application/mxf" ||
    mediaType.startsWith("application/vnd.rn-realmedia") ||
    // file-type returns it if the streams of a film (.wmv) or sound (.wma) are not described in the first bytes.
    mediaType === "application/vnd.ms-asf"
  )
    return ["media"];
  if (/^application\/(vnd\.rar|x-rar-compressed)$/.test(mediaType)) return ["rar"];
  if (ALSO_FILM.test(mediaType)) return ["image", "film"];
  return [top === "image" || top === "font" ? top : mediaType];
};

/** Whether files of this type are text of some kind: plain, or XML. */
export const isTextKind = (kind: string | undefined): boolean => kind === "text" || kind === "xml";

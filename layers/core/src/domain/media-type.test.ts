import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { isAllowed, isMediaType, isNature, mediaTypeOf, NATURES } from "./media-type.ts";

describe("a nature", () => {
  test.each([
    ["image", ".jpg", "image/jpeg"],
    ["image", ".heic", "image/heic"],
    ["image", ".svg", "image/svg+xml"],
    ["video", ".mp4", "video/mp4"],
    ["audio", ".mp3", "audio/mpeg"],
    ["document", ".pdf", "application/pdf"],
    ["document", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    ["document", ".odt", "application/vnd.oasis.opendocument.text"],
    ["document", ".md", "text/markdown"],
    ["text", ".csv", "text/csv"],
    ["text", ".json", "application/json"],
    ["archive", ".zip", "application/zip"],
    ["archive", ".7z", "application/x-7z-compressed"],
  ])("%s with %s is the media type %s", (nature, extension, content_type) => {
    expect(mediaTypeOf(nature, extension)).toEqual({ content_type });
  });

  test("is refused if the extension is of another nature", () => {
    expect(mediaTypeOf("image", ".mp4")).toEqual({
      fault: ".mp4 is video/mp4, which is not of the nature image.",
    });
  });

  test.each([
    [".unheard-of", ".unheard-of"],
    ["", "a name without extension"],
  ])("is refused if no media type is registered for %j", (extension, named) => {
    expect(mediaTypeOf("image", extension)).toEqual({
      fault: `No media type is known for ${named}; send the media type itself as type, such as application/octet-stream.`,
    });
  });

  test("is exactly one of six words", () => {
    expect(NATURES.every(isNature)).toBe(true);
    for (const type of ["Image", "images", "", "image/", "constructor", "__proto__"])
      expect(isNature(type), type).toBe(false);
  });

  test("returns a valid media type or a fault, for any extension", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NATURES), fc.string({ maxLength: 16 }), (nature, tail) => {
        const found = mediaTypeOf(nature, `.${tail}`);
        if ("content_type" in found) expect(isMediaType(found.content_type)).toBe(true);
        else expect(found.fault).not.toBe("");
      }),
    );
  });
});

describe("a media type must be one of those registered for the extension", () => {
  test.each([
    ["image/jpeg", ".jpg", "image/jpeg"],
    ["IMAGE/JPEG", ".jpg", "image/jpeg"],
    ["text/xml", ".xml", "text/xml"],
    ["application/xml", ".xml", "application/xml"],
    ["audio/x-wav", ".wav", "audio/x-wav"],
    ["application/octet-stream", ".bin", "application/octet-stream"],
  ])("%s with %s is %s", (type, extension, content_type) => {
    expect(mediaTypeOf(type, extension)).toEqual({ content_type });
  });

  test.each([
    [".jpg", "image/jpeg"],
    [".unheard-of", "application/octet-stream"],
    ["", "application/octet-stream"],
  ])("an empty type of %j means %s", (extension, content_type) => {
    expect(mediaTypeOf("", extension)).toEqual({ content_type });
  });

  test.each([
    ["image/jpg", ".jpg", "image/jpeg"],
    ["image/pjpeg", ".jpeg", "image/jpeg"],
    ["Image/JPG", ".jpg", "image/jpeg"],
    ["audio/mp3", ".mp3", "audio/mpeg"],
    ["audio/x-m4a", ".m4a", "audio/mp4"],
    ["application/x-pdf", ".pdf", "application/pdf"],
    ["application/x-zip-compressed", ".zip", "application/zip"],
    ["application/x-gzip", ".gz", "application/gzip"],
    ["application/x-rar-compressed", ".rar", "application/vnd.rar"],
    ["application/x-javascript", ".js", "text/javascript"],
    ["text/x-markdown", ".md", "text/markdown"],
    ["application/octet-stream", ".jpg", "image/jpeg"],
  ])("the old or general name %s of %s means %s", (type, extension, content_type) => {
    expect(mediaTypeOf(type, extension)).toEqual({ content_type });
  });

  test.each([
    ["video/mp4", ".jpg", "image/jpeg"],
    ["text/html", ".pdf", "application/pdf"],
    ["image/png", ".pdf", "application/pdf"],
    ["application/pdf", ".png", "image/png"],
    ["application/zip", ".pdf", "application/pdf"],
    ["application/pdf", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    ["audio/mpeg", ".txt", "text/plain"],
    ["text/csv", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    ["image/svg+xml", ".png", "image/png"],
    ["image/png", ".svg", "image/svg+xml"],
    ["font/woff2", ".jpg", "image/jpeg"],
    ["application/zip", ".rar", "application/vnd.rar"],
    ["application/vnd.rar", ".zip", "application/zip"],
    ["video/x-unheard-of", ".pdf", "application/pdf"],
    ["image/x-unheard-of", ".csv", "text/csv"],
  ])("%s with %s is refused", (type, extension, known) => {
    expect(mediaTypeOf(type, extension)).toEqual({
      fault: `${type} disagrees with ${extension}, which is ${known}. Send the type of the file, or "".`,
    });
  });

  test.each([
    ".unheard-of",
    "",
  ])("any media type is accepted with the unregistered extension %j", (extension) => {
    expect(mediaTypeOf("Application/X-Own", extension)).toEqual({ content_type: "application/x-own" });
  });
});

describe("types that the registry lacks", () => {
  test.each([
    [".flac", "audio/flac", "audio"],
    [".jfif", "image/jpeg", "image"],
    [".m4v", "video/mp4", "video"],
    [".mp4", "video/mp4", "video"],
    [".ogg", "audio/ogg", "audio"],
    [".tgz", "application/gzip", "archive"],
    [".webm", "video/webm", "video"],
    [".zst", "application/zstd", "archive"],
  ] as const)("%s is %s, by its nature %s and by its media type", (extension, content_type, nature) => {
    expect(mediaTypeOf(nature, extension)).toEqual({ content_type });
    expect(mediaTypeOf(content_type, extension)).toEqual({ content_type });
  });

  test.each([
    ["audio/x-flac", ".flac", "audio/flac"],
    ["video/x-m4v", ".m4v", "video/mp4"],
    ["application/x-gzip", ".tgz", "application/gzip"],
    ["image/pjpeg", ".jfif", "image/jpeg"],
    ["audio/mp4", ".mp4", "audio/mp4"],
    ["video/ogg", ".ogg", "video/ogg"],
    ["audio/webm", ".webm", "audio/webm"],
  ])("%s with %s is %s", (type, extension, content_type) => {
    expect(mediaTypeOf(type, extension)).toEqual({ content_type });
  });

  test("of another kind is still refused", () => {
    expect(mediaTypeOf("application/zip", ".zst")).toHaveProperty("fault");
  });
});

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

describe("types as clients send them", () => {
  test.each([
    // Nothing is stated: the extension decides.
    ["", ".pdf", "application/pdf"],
    ["application/octet-stream", ".pdf", "application/pdf"],
    ["binary/octet-stream", ".pdf", "application/pdf"],
    ["application/x-download", ".pdf", "application/pdf"],
    ["*/*", ".pdf", "application/pdf"],
    ["image/*", ".heic", "image/heic"],
    ["image/*", ".unheard-of", "application/octet-stream"],
    // Parameters.
    ["video/webm;codecs=vp8", ".webm", "video/webm"],
    ['text/csv ; charset="utf-8"; header=present', ".csv", "text/csv"],
    ["application/json; charset=utf-8", ".json", "application/json"],
    // A container, or what the format is built on.
    ["application/zip", ".docx", DOCX],
    ["application/x-zip-compressed", ".docx", DOCX],
    ["application/zip", ".epub", "application/epub+zip"],
    ["application/x-cfb", ".doc", "application/msword"],
    ["text/plain", ".yaml", "text/plain"],
    ["text/plain", ".json", "text/plain"],
    ["text/plain", ".svg", "text/plain"],
    ["application/json", ".geojson", "application/geo+json"],
    ["application/xml", ".svg", "image/svg+xml"],
    ["text/xml", ".gpx", "application/gpx+xml"],
    // Registered newer names, and older ones of vendors.
    ["text/vcard", ".vcf", "text/x-vcard"],
    ["text/x-vcard", ".vcf", "text/x-vcard"],
    ["application/yaml", ".yaml", "text/yaml"],
    ["application/x-yaml", ".yml", "text/yaml"],
    ["text/x-yaml", ".yaml", "text/yaml"],
    ["video/matroska", ".mkv", "video/x-matroska"],
    ["application/x-matroska", ".mkv", "video/x-matroska"],
    ["application/x-7z", ".7z", "application/x-7z-compressed"],
    ["application/x-rar", ".rar", "application/vnd.rar"],
    ["application/x-tar-gz", ".tgz", "application/gzip"],
    ["application/x-compressed-tar", ".tgz", "application/gzip"],
    ["application/x-tar", ".tgz", "application/gzip"],
    ["application/x-gtar", ".gz", "application/gzip"],
    ["application/acrobat", ".pdf", "application/pdf"],
    ["text/pdf", ".pdf", "application/pdf"],
    ["application/x-bzip", ".bz2", "application/x-bzip2"],
    ["image/x-png", ".png", "image/png"],
    ["image/x-citrix-jpeg", ".jpg", "image/jpeg"],
    ["audio/x-wav", ".wav", "audio/x-wav"],
    ["audio/vnd.wave", ".wav", "audio/wav"],
    ["audio/x-mpeg", ".mp3", "audio/mpeg"],
    ["audio/flac", ".flac", "audio/flac"],
    ["video/avi", ".avi", "video/x-msvideo"],
    ["video/vnd.avi", ".avi", "video/x-msvideo"],
    ["application/x-sql", ".sql", "application/x-sql"],
    ["text/x-sql", ".sql", "application/sql"],
    ["application/csv", ".csv", "text/csv"],
    ["text/comma-separated-values", ".csv", "text/csv"],
    ["text/x-csv", ".csv", "text/csv"],
    ["text/x-python", ".py", "text/x-python"],
    ["text/jsx", ".jsx", "text/jsx"],
    ["text/javascript", ".jsx", "text/jsx"],
    ["application/x-javascript", ".mjs", "text/javascript"],
    ["application/vnd.ms-word", ".doc", "application/msword"],
    ["application/x-msword", ".doc", "application/msword"],
    ["application/msexcel", ".xls", "application/vnd.ms-excel"],
    ["text/rtf", ".rtf", "text/rtf"],
    ["application/x-font-ttf", ".ttf", "font/ttf"],
    // A sibling: the mover serves the file as what it finds.
    ["audio/mpeg", ".m4a", "audio/mpeg"],
    ["image/heif", ".heic", "image/heif"],
    ["image/jpeg", ".heic", "image/jpeg"],
    ["image/png", ".jpg", "image/png"],
    ["video/quicktime", ".mp4", "video/quicktime"],
    ["video/mp4", ".mov", "video/mp4"],
    ["video/webm", ".mp4", "video/webm"],
    ["audio/mp4", ".mp3", "audio/mp4"],
    ["application/msword", ".docx", "application/msword"],
    ["application/vnd.ms-excel", ".xlsx", "application/vnd.ms-excel"],
    [DOCX, ".doc", DOCX],
    [XLSX, ".docx", XLSX],
    // Extensions with several meanings.
    ["video/mp2t", ".ts", "video/mp2t"],
    ["text/typescript", ".ts", "text/typescript"],
    ["application/typescript", ".ts", "application/typescript"],
    ["application/x-typescript", ".ts", "application/x-typescript"],
    ["text/plain", ".ts", "text/plain"],
    ["", ".rs", "text/plain"],
    ["text/rust", ".rs", "text/plain"],
    ["application/rls-services+xml", ".rs", "application/rls-services+xml"],
    ["text/plain", ".key", "text/plain"],
    ["application/x-iwork-keynote-sffkey", ".key", "application/x-iwork-keynote-sffkey"],
    ["application/msword", ".dot", "application/msword"],
    ["text/vnd.graphviz", ".dot", "text/vnd.graphviz"],
    ["application/vnd.ms-project", ".mpp", "application/vnd.ms-project"],
    // Any bytes may have them.
    ["image/png", ".bin", "application/octet-stream"],
    ["", ".dat", "application/octet-stream"],
    ["text/plain", ".dat", "application/octet-stream"],
  ])("%s with %s is %s", (type, extension, content_type) => {
    expect(mediaTypeOf(type, extension)).toEqual({ content_type });
  });
});

describe("text", () => {
  test.each([
    ["text/plain", ".csv"],
    ["text/plain", ".md"],
    ["text/plain", ".html"],
    ["TEXT/PLAIN", ".log"],
  ])("%s is accepted for any text: %s", (type, extension) => {
    expect(mediaTypeOf(type, extension)).toEqual({ content_type: "text/plain" });
  });

  test.each([".jpg", ".pdf", ".zip"])("text/plain is refused for %s", (extension) => {
    expect(mediaTypeOf("text/plain", extension)).toHaveProperty("fault");
  });

  test("a .csv with Windows' type of a spreadsheet is text/csv", () => {
    expect(mediaTypeOf("application/vnd.ms-excel", ".csv")).toEqual({ content_type: "text/csv" });
    expect(mediaTypeOf("Application/VND.MS-Excel", ".csv")).toEqual({ content_type: "text/csv" });
    expect(mediaTypeOf("application/vnd.ms-excel", ".xls")).toEqual({
      content_type: "application/vnd.ms-excel",
    });
    expect(mediaTypeOf("application/vnd.ms-excel", ".txt")).toHaveProperty("fault");
  });
});

describe("isMediaType", () => {
  const faultOf = (type: string) => faultAt("#/type", uploadMembers({ type }));

  test.each([
    "image/jpeg",
    "application/vnd.api+json",
    "x/y",
    `${"a".repeat(127)}/${"b".repeat(127)}`,
  ])("accepts %s", (type) => {
    expect(isMediaType(type)).toBe(true);
  });

  test.each([
    "",
    "image/",
    "/jpeg",
    "image",
    "image/jpeg; charset=utf-8",
    "image/*",
    "*/*",
    "image/jpeg\r\nX-Evil: 1",
    "image/jpeg\n",
    "ímage/jpeg",
    " image/jpeg",
    "a/b/c",
    `${"a".repeat(128)}/b`,
  ])("refuses %j", (type) => {
    expect(isMediaType(type)).toBe(false);
  });

  test.each([
    "jpeg",
    "image/jpeg\r\nX-Evil: 1",
    "image/jpeg;a=\u0000",
    "image/jpeg\n",
    "constructor",
  ])("a refused type %j has a fault with the accepted words", (type) => {
    expect(faultOf(type)).toBe(
      'type must be a media type, such as image/jpeg, or one of image, video, audio, document, text, archive, or "".',
    );
  });

  test("a type of another extension is refused, for any form of the extension", () => {
    for (const extension of [".jpg", "jpg", "JPG"])
      expect(faultAt("#/type", uploadMembers({ type: "video/mp4", extension }))).toBe(
        'video/mp4 disagrees with .jpg, which is image/jpeg. Send the type of the file, or "".',
      );
  });

  test("an accepted type is safe in headers: lower case, and without line breaks", () => {
    const letters = fc.constantFrom(..."abcXYZ019!#$&^_.+-", "*", ";", " ", "\n", "é");
    const half = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(half, half, (a, b) => {
        const type = `${a}/${b}`;
        fc.pre(isMediaType(type));
        expect(type).toMatch(/^[\x21-\x7e]+$/);
        expect(mediaTypeOf(type, "")).toEqual({ content_type: type.toLowerCase() });
      }),
    );
  });
});

describe("the list of allowed types", () => {
  test.each([
    [["*/*"], "application/x-own", true],
    [["image/*"], "image/jpeg", true],
    [["image/*"], "video/mp4", false],
    [["image/*"], "imagery/jpeg", false],
    [["IMAGE/*"], "image/jpeg", true],
    [["image/jpeg"], "image/jpeg", true],
    [["Image/JPEG"], "image/jpeg", true],
    [["image/jpeg"], "image/jpeg2000", false],
    [["image/jpeg"], "image/png", false],
    [["image/*", "application/pdf"], "application/pdf", true],
    [["image/*", "application/pdf"], "application/zip", false],
    [["image"], "image/jpeg", false],
    [[""], "image/jpeg", false],
    [[], "image/jpeg", false],
  ])("%j allows %s: %j", (allowed, contentType, expected) => {
    expect(isAllowed(contentType, allowed)).toBe(expected);
  });
});

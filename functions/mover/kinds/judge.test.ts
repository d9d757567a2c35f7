import { gzipSync } from "node:zlib";
import { supportedMimeTypes } from "file-type";
import other from "mime/types/other.js";
import standard from "mime/types/standard.js";
import { describe, expect, it } from "vitest";
import { kindsOf } from "../../../layers/core/src/domain/kinds.ts";
import { isRecognised } from "../../../layers/core/src/domain/recognised-types.ts";
import { judge } from "./judge.ts";

const typeMismatch = async (mediaType: string, head: Uint8Array, refusesPrograms = false) => {
  const judgement = await judge({ content_type: mediaType, extension: "" }, head, { refusesPrograms });
  return judgement.ok ? undefined : judgement.found;
};

/** Bytes from text (Latin 1) and numbers. */
const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)),
  );

/** One stored entry with its local file header. `size` may be more than the length of the content. */
const aZip = (name: string, content: string, size = content.length): Uint8Array => {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.from(content)]);
};

const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, "JFIF\0");
const PNG = bytes(
  0x89,
  "PNG\r\n\x1a\n",
  0,
  0,
  0,
  13,
  "IHDR",
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  1,
  8,
  6,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
);
const GIF = bytes("GIF89a", 1, 0, 1, 0);
const WEBP = bytes("RIFF", 26, 0, 0, 0, "WEBPVP8L");
const PDF = bytes("%PDF-1.7\n", 0x25, 0xe2, 0xe3, 0xcf, 0xd3, "\n1 0 obj");
const ZIP = aZip("a.txt", "hello");
const DOCX = aZip("word/document.xml", "<document/>");
const VSDX = aZip("visio/document.xml", "<VisioDocument/>");
const EPUB = aZip("mimetype", "application/epub+zip");
const CFB = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..."\0".repeat(600));
const MP4 = bytes(0, 0, 0, 0x18, "ftypmp42", 0, 0, 0, 0, "mp42isom");
const M4A = bytes(0, 0, 0, 0x18, "ftypM4A ", 0, 0, 0, 0, "M4A mp42");
const MP3 = bytes(0xff, 0xfb, 0x90, 0x64, ..."\0".repeat(600));
const MP3_WITH_ID3 = bytes("ID3", 4, 0, 0, 0, 0x7f, 0x7f, 0x7f, ..."cover".repeat(800));
const OGG = bytes("OggS", 0, 2, ..."\0".repeat(20), 0, 1, 30, 1, "vorbis", ..."\0".repeat(30));
const WEBM = bytes(0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, "webm");
const GZIP = new Uint8Array(gzipSync("hello"));
const TEXT = bytes("This is only text, whatever it is called.\n");

const DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

it.each([
  ["image/jpeg", JPEG],
  ["image/png", PNG],
  ["image/gif", GIF],
  ["image/webp", WEBP],
  ["application/pdf", PDF],
  ["application/zip", ZIP],
  ["application/epub+zip", EPUB],
  [DOCX_TYPE, DOCX],
  ["application/x-cfb", CFB],
  ["application/msword", CFB],
  ["application/vnd.ms-excel", CFB],
  ["video/mp4", MP4],
  ["audio/mp4", M4A],
  ["audio/mpeg", MP3],
  ["audio/mpeg", MP3_WITH_ID3],
  ["audio/ogg", OGG],
  ["video/webm", WEBM],
  ["application/gzip", GZIP],
])("bytes of %s match their type (%#)", async (type, head) => {
  await expect(typeMismatch(type, head)).resolves.toBeUndefined();
});

describe("types of one family match", () => {
  it.each([
    ["a picture of another type", "image/png", JPEG],
    ["a picture of another type", "image/jpeg", WEBP],
    ["a zip for a type that is built on zip", DOCX_TYPE, ZIP],
    ["a zip for a type that is built on zip", "application/vnd.oasis.opendocument.text", ZIP],
    ["a zip for a type that is built on zip", "application/java-archive", EPUB],
    ["a type that is built on zip, for a zip", "application/zip", DOCX],
    ["sound and film in one container type", "video/mp4", M4A],
    ["sound and film in one container type", "audio/mp4", MP4],
    ["sound and film in one container type", "video/ogg", OGG],
  ])("%s: %s", async (_, type, head) => {
    await expect(typeMismatch(type, head)).resolves.toBeUndefined();
  });
});

describe("bytes of another family", () => {
  it.each([
    ["image/jpeg", ZIP, "application/zip"],
    ["image/jpeg", PDF, "application/pdf"],
    ["image/jpeg", MP4, "video/mp4"],
    ["application/pdf", JPEG, "image/jpeg"],
    ["application/zip", JPEG, "image/jpeg"],
    ["application/zip", CFB, "application/x-cfb"],
    ["application/vnd.oasis.opendocument.text", JPEG, "image/jpeg"],
    ["application/msword", PDF, "application/pdf"],
    ["video/mp4", JPEG, "image/jpeg"],
    ["audio/mpeg", GZIP, "application/gzip"],
    ["application/gzip", ZIP, "application/zip"],
  ])("do not match %s (%#)", async (type, head, found) => {
    await expect(typeMismatch(type, head)).resolves.toBe(found);
  });

  it.each([
    "image/jpeg",
    "image/png",
    "application/pdf",
    "application/zip",
    "video/mp4",
    "audio/mpeg",
  ])("text and bytes of no known type do not match %s", async (type) => {
    await expect(typeMismatch(type, TEXT)).resolves.toBe("text");
    await expect(typeMismatch(type, bytes("\0\x01\x02\x03"))).resolves.toBe("of no known type");
  });
});

describe("Office", () => {
  it.each([
    ["a docx with a password", DOCX_TYPE, CFB],
    ["an xlsx with a password", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CFB],
    ["a vsdx", "application/vnd.visio", VSDX],
    ["a vsd", "application/vnd.visio", CFB],
    ["a vsdx with Microsoft's name for its type", "application/vnd.ms-visio.drawing.main+xml", VSDX],
    ["an .ai file of today, which is a PDF", "application/postscript", PDF],
    ["an .ai file of the past, which is PostScript", "application/postscript", bytes("%!PS-Adobe-3.0\n")],
    ["a Windows installer", "application/x-msi", CFB],
  ])("accepts %s", async (_, type, head) => {
    await expect(typeMismatch(type, head)).resolves.toBeUndefined();
  });

  it.each([
    ["a docx", DOCX_TYPE, JPEG, "image/jpeg"],
    ["a docx", DOCX_TYPE, PDF, "application/pdf"],
    ["a docx", DOCX_TYPE, TEXT, "text"],
    ["a vsdx", "application/vnd.visio", JPEG, "image/jpeg"],
    ["a doc", "application/msword", ZIP, "application/zip"],
    ["an odt", "application/vnd.oasis.opendocument.text", CFB, "application/x-cfb"],
  ])("refuses %s with other bytes (%#)", async (_, type, head, found) => {
    await expect(typeMismatch(type, head)).resolves.toBe(found);
  });
});

describe("a PDF", () => {
  const aPdfAfter = (n: number) => bytes(" ".repeat(n), "%PDF-1.4\n");

  it.each([0, 1, 3, 500, 1019])("may have %i bytes before it", async (n) => {
    await expect(typeMismatch("application/pdf", aPdfAfter(n))).resolves.toBeUndefined();
  });

  it.each([1020, 1024, 3000])("may not have %i bytes before it", async (n) => {
    await expect(typeMismatch("application/pdf", aPdfAfter(n))).resolves.toBe("text");
  });

  it("may have a byte order mark or a line before it", async () => {
    for (const stray of [bytes(0xef, 0xbb, 0xbf), bytes("\r\n"), bytes("HTTP/1.1 200 OK\r\n\r\n")])
      await expect(typeMismatch("application/pdf", bytes(...stray, "%PDF-1.4\n"))).resolves.toBeUndefined();
  });

  it("after spaces is still not a picture", async () => {
    await expect(typeMismatch("image/jpeg", aPdfAfter(10))).resolves.toBe("application/pdf");
  });
});

describe("a zip", () => {
  it.each([
    ["empty", bytes("PK\u0005\u0006", ..."\0".repeat(18))],
    ["spanned", bytes("PK\u0007\u0008", ...aZip("a.txt", "hello"))],
  ])("may be %s", async (_, head) => {
    await expect(typeMismatch("application/zip", head)).resolves.toBeUndefined();
  });

  it.each([
    ["PK", "text"],
    ["PKZIP was a program.", "text"],
    ["PK00", "text"],
    ["PK\u0001\u0002", "of no known type"],
    ["PK\u0003", "of no known type"],
  ])("may not begin with %j", async (text, found) => {
    await expect(typeMismatch("application/zip", bytes(text))).resolves.toBe(found);
    await expect(typeMismatch(DOCX_TYPE, bytes(text))).resolves.toBe(found);
  });
});

describe("types that file-type returns under another name", () => {
  const FLAC = bytes("fLaC", 0, 0, 0, 34, ..."\0".repeat(40));
  const AVI = bytes("RIFF", 0, 0, 0, 1, "AVI LIST");
  const MKV = bytes(0x1a, 0x45, 0xdf, 0xa3, 0x8b, 0x42, 0x82, 0x88, "matroska");
  const RAR4 = bytes("Rar!", 0x1a, 7, 0, ..."\0".repeat(20));
  const RAR5 = bytes("Rar!", 0x1a, 7, 1, 0, ..."\0".repeat(20));
  const AIFF = bytes("FORM", 0, 0, 1, 0, "AIFFCOMM");
  const named: [type: string, head: Uint8Array][] = [
    ["audio/flac", FLAC],
    ["video/x-msvideo", AVI],
    ["video/x-matroska", MKV],
    ["application/vnd.rar", RAR4],
    ["application/vnd.rar", RAR5],
    ["audio/aiff", AIFF],
    ["audio/x-aiff", AIFF],
    ["video/webm", WEBM],
    ["audio/webm", WEBM],
  ];

  it.each(named)("%s matches its own bytes (%#)", async (type, head) => {
    await expect(typeMismatch(type, head)).resolves.toBeUndefined();
  });

  it.each(named)("%s does not match text or a picture (%#)", async (type) => {
    await expect(typeMismatch(type, TEXT)).resolves.toBe("text");
    await expect(typeMismatch(type, JPEG)).resolves.toBe("image/jpeg");
  });

  it("a rar does not match a zip, and a zip does not match a rar", async () => {
    await expect(typeMismatch("application/vnd.rar", ZIP)).resolves.toBe("application/zip");
    await expect(typeMismatch("application/zip", RAR5)).resolves.toBe("application/x-rar-compressed");
  });
});

it.each([
  "application/octet-stream",
  "application/x-nobody-registered-this",
  "model/stl",
])("%s has no signature, so it matches any bytes", async (type) => {
  for (const head of [TEXT, JPEG, ZIP, bytes("\0\x01")])
    await expect(typeMismatch(type, head)).resolves.toBeUndefined();
});

describe("a signature alone, without a byte that no text has,", () => {
  it.each([
    ["image/png", bytes(0x89, "PNG\r\n\x1a\n")],
    ["image/jpeg", bytes(0xff, 0xd8, 0xff, 0xe0)],
    ["application/gzip", bytes(0x1f, 0x8b, 8, "abc")],
    ["application/x-7z-compressed", bytes("7z", 0xbc, 0xaf, 0x27, 0x1c, "abc")],
    ["application/zstd", bytes("(", 0xb5, "/", 0xfd, "abc")],
    ["application/x-mach-binary", bytes(0xcf, 0xfa, 0xed, 0xfe, "abc")],
    ["application/pdf", bytes("%PDF-1.7\n")],
    ["application/pdf", bytes(0xef, 0xbb, 0xbf, "%PDF-1.7\n")],
    ["image/gif", bytes("GIF89a")],
  ])("is no text: %s", async (found, head) => {
    for (const type of ["text/csv", "text/plain", "application/json", "image/svg+xml"])
      await expect(typeMismatch(type, head), type).resolves.toBe(found);
  });

  it.each([
    ["BM", "BMW, Opel"],
    ["MZ", "MZ,Mozambique"],
    ["ID3", "ID3 tags are explained here"],
    ["RIFF", "RIFF is a container"],
    ["FORM", "FORM 1040"],
    ["Windows-1252", "\xc9 isto, \x93sim\x94"],
    ["UTF-8", "\xc3\x89 isto"],
    ["a byte order mark", "\xef\xbb\xbfid;name"],
    ["UTF-16", "\xff\xfeB\0M\0W\0"],
    ["a letter of GBK that is the signature of Word 2", "\xdb\xa5\xb5\xc4"],
    ["a letter of GBK that is the signature of cpio", "\xc7q\xb5\xc4"],
  ])("is not what a text that begins with %s has", async (_, text) => {
    await expect(typeMismatch("text/plain", bytes(text))).resolves.toBeUndefined();
  });
});

describe("the first 4,100 bytes of a large file", () => {
  const cut = (head: Uint8Array): Uint8Array => head.slice(0, 4100);
  const content = "x".repeat(5000);

  it.each([
    ["application/zip", aZip("film.bin", content, 300_000_000)],
    ["application/vnd.oasis.opendocument.text", aZip("content.xml", content, 300_000_000)],
    ["application/epub+zip", aZip("OEBPS/cover.jpg", content, 9_000_000)],
    ["application/zip", aZip("[Content_Types].xml", content, 9_000_000)],
    // The first volume of a zip in several volumes, which file-type does not recognize.
    ["application/zip", bytes("PK\u0007\u0008", ...aZip("film.bin", content))],
    // The sizes are not in the header: a data descriptor follows the entry.
    ["application/zip", aZip("streamed.bin", content, 0)],
    ["video/mp4", bytes(0, 0, 0, 0x18, "ftypmp42", 0, 0, 0, 0, "mp42isom", content)],
  ])("are enough for %s (%#)", async (type, head) => {
    await expect(typeMismatch(type, cut(head))).resolves.toBeUndefined();
  });

  it("of a zip do not match a picture", async () => {
    const head = cut(aZip("holiday.jpg", content, 300_000_000));

    await expect(typeMismatch("image/jpeg", head)).resolves.toBe("application/zip");
  });
});

describe("a program", () => {
  const aPe = (bytesBefore = 128) => {
    const head = Buffer.alloc(bytesBefore + 64);
    head.write("MZ");
    head.writeUInt32LE(bytesBefore, 0x3c);
    head.write("PE\0\0", bytesBefore);
    return new Uint8Array(head);
  };
  const WINDOWS = "application/x-msdownload";
  const LINUX = "application/x-elf";
  const MAC = "application/x-mach-binary";
  const PROGRAMS: [name: string, head: Uint8Array, found: string][] = [
    ["of Windows", aPe(), WINDOWS],
    ["of Windows, whose header is behind the first bytes", aPe(5000).slice(0, 4100), WINDOWS],
    ["of Linux", bytes("\x7fELF", 2, 1, 1, ..."\0".repeat(60)), LINUX],
    ["of macOS", bytes(0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1, ..."\0".repeat(60)), MAC],
    ["of macOS for two processors", bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, ..."\0".repeat(60)), MAC],
    [
      "that is a link of Windows",
      bytes(0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46, ..."\0".repeat(56)),
      "application/x-ms-shortcut",
    ],
  ];
  const WITHOUT_SIGNATURE = ["application/octet-stream", "x/own"];

  it.each(PROGRAMS)("%s is refused under a type without signature", async (_, head, found) => {
    for (const type of WITHOUT_SIGNATURE)
      await expect(typeMismatch(type, head, true), type).resolves.toBe(found);
  });

  it.each(PROGRAMS)("%s is accepted under such a type if programs are not refused", async (_, head) => {
    for (const type of WITHOUT_SIGNATURE)
      await expect(typeMismatch(type, head, false), type).resolves.toBeUndefined();
  });

  it.each(
    PROGRAMS,
  )("%s is refused under a type with a signature, and as text, in any case", async (_, head, found) => {
    for (const type of [
      "image/jpeg",
      "application/pdf",
      "application/zip",
      "video/mp4",
      DOCX_TYPE,
      "text/csv",
      "image/svg+xml",
    ])
      for (const refusesPrograms of [true, false])
        await expect(typeMismatch(type, head, refusesPrograms), type).resolves.toBe(found);
  });

  it.each([
    ["a text that begins with MZ", "text/csv", bytes("MZ,country\nMZ,Mozambique\n")],
    ["two letters", "text/plain", bytes("MZ")],
    ["a script", "text/plain", bytes("#!/bin/sh\necho hello\n")],
    ["a picture", "application/octet-stream", JPEG],
    ["a class of Java", "application/octet-stream", bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x41, 0, 0x1d)],
  ])("is not %s", async (_, type, head) => {
    await expect(typeMismatch(type, head, true)).resolves.toBeUndefined();
  });
});

/** Formats that file-type detects, but not by first bytes that every valid file has. */
const NOT_BY_FIRST_BYTES =
  /^(text\/.*|model\/.*|video\/mp2t|application\/(xml|.*\+xml|json|x-subrip|x-ms-regedit|pgp.*|x-iso9660-image|x-apple-diskimage|x-msdownload|postscript|dicom))$/;

/** Types that have another name in file-type. */
const KNOWN_OTHERWISE: readonly string[] = [
  "application/vnd.rar",
  "application/mp4",
  "audio/3gpp",
  "audio/flac",
  "audio/aiff",
  "audio/wave",
  "audio/webm",
  "audio/x-aiff",
  "audio/x-flac",
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

/** Whether every file of this media type begins with bytes that identify it. */
const hasMagicBytes = (mediaType: string): boolean => {
  if (NOT_BY_FIRST_BYTES.test(mediaType)) return false;
  if (KNOWN_OTHERWISE.includes(mediaType) || supportedMimeTypes.has(mediaType as never)) return true;
  const [kind] = kindsOf(mediaType);
  return kind === "zip" || kind === "cfb";
};

it("the list of recognised types in core has exactly the types with magic bytes, registered or known to file-type", () => {
  const inAlso = ["audio/flac", "application/zstd", "audio/webm", "video/webm", "audio/mp4", "video/ogg"];
  const detected = [...supportedMimeTypes].filter((type) => /^[a-z0-9/+.-]+$/.test(type));
  const types = [...new Set([...Object.keys(standard), ...Object.keys(other), ...inAlso, ...detected])];

  expect(types.filter(isRecognised).sort()).toEqual(types.filter(hasMagicBytes).sort());
  expect(types.filter(isRecognised).length).toBeGreaterThan(200);
});

describe("types of old systems that are checked", () => {
  const ASF = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c];

  it.each([
    ["image/vnd.microsoft.icon", bytes(0, 0, 1, 0, 1, 0, 16, 16)],
    ["image/x-ms-bmp", bytes("BM", 70, 0, 0, 0, 0, 0, 0, 0)],
    ["audio/x-wav", bytes("RIFF", 36, 0, 0, 0, "WAVEfmt ")],
    ["audio/wave", bytes("RIFF", 36, 0, 0, 0, "WAVEfmt ")],
    ["audio/3gpp", bytes(0, 0, 0, 0x18, "ftyp3gp5", 0, 0, 0, 0)],
    // The streams are described behind the first bytes.
    ["video/x-ms-wmv", bytes(...ASF, ..."\0".repeat(14), ..."\x40".repeat(24))],
    ["audio/x-ms-wma", bytes(...ASF, ..."\0".repeat(14), ..."\x40".repeat(24))],
    ["video/x-ms-vob", bytes(0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0)],
    ["video/x-f4v", bytes(0, 0, 0, 0x18, "ftypF4V ", 0, 0, 0, 0)],
    ["audio/x-matroska", bytes(0x1a, 0x45, 0xdf, 0xa3, 0x8b, 0x42, 0x82, 0x88, "matroska")],
  ])("%s matches its own bytes, and no text", async (type, head) => {
    await expect(typeMismatch(type, head)).resolves.toBeUndefined();
    await expect(typeMismatch(type, TEXT)).resolves.toBe("text");
  });
});

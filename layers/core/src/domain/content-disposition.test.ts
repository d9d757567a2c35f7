import { ContentDisposition } from "@remix-run/headers";
import { parse } from "content-disposition";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NAMES } from "#testing/names.ts";
import { contentDisposition } from "./content-disposition.ts";

const FORM = /^attachment; filename="([^"\\%?]+)"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/;

const plainOf = (name: string): string => FORM.exec(contentDisposition(name))?.[1] ?? "no match";

/** Any name that /upload accepts. */
const aName = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom(
        '"',
        "\\",
        "%",
        "%2F",
        "%22",
        "?",
        "'",
        ";",
        "*",
        ".",
        " ",
        "_",
        "\ufdfa",
        "．",
        "／",
        "é",
        "語",
      ),
      fc.constantFrom(".jpg", ".tar.gz", ".PDF", ".7z"),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((parts) =>
    parts
      .join("")
      .toWellFormed()
      .replace(/[/\\\p{Cc}]/gu, "")
      .normalize("NFC"),
  )
  .filter((name) => !/^[\s.]*$/u.test(name) && Buffer.byteLength(name) <= 255);

test.each([
  ["holiday.jpg", 'attachment; filename="holiday.jpg"'],
  ["férias.jpg", "attachment; filename=\"ferias.jpg\"; filename*=UTF-8''f%C3%A9rias.jpg"],
  ["語.jpg", "attachment; filename=\"file.jpg\"; filename*=UTF-8''%E8%AA%9E.jpg"],
  ["100%?.tar.gz", "attachment; filename=\"100__.tar.gz\"; filename*=UTF-8''100%25%3F.tar.gz"],
  ['a "b".txt', "attachment; filename=\"a _b_.txt\"; filename*=UTF-8''a%20%22b%22.txt"],
  ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
  ["it’s (1)*.txt", "attachment; filename=\"it_s (1)*.txt\"; filename*=UTF-8''it%E2%80%99s%20%281%29%2A.txt"],
])("%s", (name, header) => {
  expect(contentDisposition(name)).toBe(header);
});

describe("for every name", () => {
  const check = (name: string) => {
    const header = contentDisposition(name);
    const plain = plainOf(name);

    expect(header).toMatch(FORM);
    expect(header).toMatch(/^[\x20-\x7e]+$/);
    expect(header.length).toBeLessThanOrEqual(1100);
    expect(plain.length).toBeLessThanOrEqual(255);
    expect(plain).not.toMatch(/^[ .]*$/);
    // Exactly a name that is not its own fallback has the second form.
    expect(header.includes("filename*=")).toBe(plain !== name);
    const extension = /\.[\w-]{1,16}$/.exec(name)?.[0] ?? "";
    expect(plain.endsWith(extension)).toBe(true);
    expect(parse(header)).toMatchObject({ type: "attachment", parameters: { filename: name } });
    expect(ContentDisposition.from(header)).toMatchObject({ type: "attachment", preferredFilename: name });
  };

  test.each(NAMES)("such as %j, it is one header that two parsers read as that name", check);

  test("that /upload accepts", () => {
    fc.assert(fc.property(aName, check), { numRuns: 500 });
  });
});

test("a name in ASCII without special characters is its own fallback, with its dots", () => {
  for (const name of [".gitignore", "Contract Mr. Smith", "report.", "a;b=c,d.txt", "CON.txt", "image:1234"])
    expect(contentDisposition(name)).toBe(`attachment; filename="${name}"`);
});

test.each([
  ["trailing space ", "trailing space"],
  [" a.txt", "a.txt"],
  ["．．", "file"],
  ["．bashrc", "bashrc"],
  ["／etc／passwd", "_etc_passwd"],
  ["📮", "file"],
  ["日本 2024.jpg", "_ 2024.jpg"],
  ["\u202egpj.exe", "_gpj.exe"],
  [`${"\ufdfa".repeat(80)}.jpg`, "file.jpg"],
  [`${"㎯".repeat(80)}.jpg`, `${"rad_s2".repeat(80).slice(0, 251)}.jpg`],
])("%s is %s to a tool that reads filename alone", (name, plain) => {
  expect(plainOf(name)).toBe(plain);
});

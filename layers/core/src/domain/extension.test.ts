import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { decidedExtension, extensionOf, normaliseName } from "./upload-rules.ts";

const faultOf = (file_name: string, extension: string) =>
  faultAt("#/extension", uploadMembers({ file_name, extension }));

describe("the derived extension", () => {
  test.each([
    ["holiday.jpg", ".jpg"],
    ["HOLIDAY.JPG", ".jpg"],
    ["archive.tar.gz", ".gz"],
    ["a.b", ".b"],
    ["..a", ".a"],
    ["x.under_score-16c", ".under_score-16c"],
    ["x.7z", ".7z"],
    ["LICENSE", ""],
    ["", ""],
    ["ends with a dot.", ""],
    [".profile", ""],
    [".profile.bak", ".bak"],
    ["Meeting 12.30 with Ana", ""],
    ["photo.jpg ", ""],
    ["photo.jp%67", ""],
    ["photo.jp+g", ""],
    ["photo.jpég", ""],
    ["photo.😀", ""],
    ["photo.jpg\u202e", ""],
    ["x.aaaaaaaaaaaaaaaa", ".aaaaaaaaaaaaaaaa"],
    ["x.aaaaaaaaaaaaaaaaa", ""],
  ])("of %j is %j", (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });

  test("is safe in a key, for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ maxLength: 20 }), (stem, tail) => {
        expect(extensionOf(`${stem}.${tail}`)).toMatch(/^(\.[a-z0-9_-]{1,16})?$/);
      }),
    );
  });
});

describe("the extension sent with a name", () => {
  test.each([
    ["holiday.jpg", undefined, ".jpg"],
    ["holiday.jpg", ".jpg", ".jpg"],
    ["holiday.jpg", "jpg", ".jpg"],
    ["holiday.JPG", ".Jpg", ".jpg"],
    ["holiday.jpg", "", ".jpg"],
    ["holiday.jpg", ".", ".jpg"],
    ["archive.tar.gz", "gz", ".gz"],
    ["archive.tar.gz", ".tar.gz", ".gz"],
    ["LICENSE", "", ""],
    ["LICENSE", undefined, ""],
    // Node.js says "" and Python "", and some pickers the whole name.
    [".profile", "", ""],
    [".profile", ".profile", ""],
    [".profile", "profile", ""],
    // Node.js and Python.
    ["Photo 12.03.2024, 10 15 30", ".2024, 10 15 30", ""],
    ["Contract Mr. Smith", ". Smith", ""],
    ["ends with a dot.", ".", ""],
    ["photo.jpég", ".jpég", ""],
    ["photo.jp%67", ".jp%67", ""],
    // Pickers invent names, and know the extension.
    ["image:1234", "jpg", ".jpg"],
    ["1000000018", ".HEIC", ".heic"],
    ["Photo 12.03", "jpg", ".jpg"],
    ["photo.jpg ", ".jpg", ".jpg"],
  ])("of %j may be %j, and %j is decided", (name, extension, decided) => {
    expect(faultAt("#/extension", uploadMembers({ file_name: name, extension }))).toBeUndefined();
    expect(decidedExtension(name, extension)).toBe(decided);
  });

  test.each([
    ["holiday.jpg", ".png"],
    ["holiday.jpg", "..jpg"],
    ["holiday.jpg", "/../jpg"],
    // What the name ends in has a type of its own.
    ["report.pdf", ".jpg"],
  ])("of %j may not be %j", (name, extension) => {
    expect(faultOf(name, extension)).toBe(
      `extension must be that of file_name, which is ${extensionOf(name)}; or leave it out.`,
    );
  });

  test.each([
    ["image:1234", "/../jpg"],
    ["image:1234", ".aaaaaaaaaaaaaaaaaaaaaaaaa"],
  ])("of %j, which has none, may not be %j", (name, extension) => {
    expect(faultOf(name, extension)).toBe(
      "extension must be a dot and up to 16 letters, digits, - or _, such as .jpg; or leave it out.",
    );
  });

  test("that is decided is safe in a key", () => {
    const pieces = fc.constantFrom(
      "a",
      "JPG",
      ".",
      "/",
      "..",
      "\u212a",
      "é",
      "e\u0301",
      "%2F",
      "+",
      " ",
      "\n",
    );
    const aText = fc.string({ unit: pieces, maxLength: 5 });
    fc.assert(
      fc.property(aText, aText, (name, sent) => {
        for (const tail of [sent, name.slice(name.lastIndexOf(".") + 1)])
          if (faultOf(name, tail) === undefined)
            expect(decidedExtension(normaliseName(name), tail)).toMatch(/^(\.[a-z0-9_-]{1,16})?$/);
      }),
      { numRuns: 500 },
    );
  });

  test("may have or lack the dot and be in any case, for any name", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."abcXYZ019_-"),
      minLength: 1,
      maxLength: 16,
    });
    fc.assert(
      fc.property(letters, (tail) => {
        for (const sent of [tail, `.${tail}`, tail.toUpperCase(), `.${tail.toLowerCase()}`])
          expect(faultOf(`holiday.${tail}`, sent)).toBeUndefined();
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { extensionOf, normaliseExtension } from "./upload-rules.ts";

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
    ["holiday.jpg", ".jpg"],
    ["holiday.jpg", "jpg"],
    ["holiday.jpg", "JPG"],
    ["holiday.JPG", ".Jpg"],
    ["archive.tar.gz", "gz"],
    ["LICENSE", ""],
    [".profile", ""],
    ["Meeting 12.30 with Ana", ""],
    ["photo.jpég", ""],
  ])("of %j may be %j", (name, extension) => {
    expect(faultOf(name, extension)).toBeUndefined();
  });

  test.each([
    ["holiday.jpg", ".png"],
    ["holiday.jpg", ""],
    ["holiday.jpg", "."],
    ["holiday.jpg", "..jpg"],
    ["holiday.jpg", ".jpg "],
    ["holiday.jpg", "/../jpg"],
    ["archive.tar.gz", ".tar.gz"],
  ])("of %j may not be %j", (name, extension) => {
    expect(faultOf(name, extension)).toBe(
      `extension must be that of file_name, which is ${extensionOf(name)}.`,
    );
  });

  test.each([
    ["LICENSE", ".txt"],
    [".profile", "profile"],
    ["photo.jpég", ".jpég"],
    ["photo.jp%67", ".jp%67"],
    ["ends with a dot.", "."],
  ])("of %j, which has none, may not be %j", (name, extension) => {
    expect(faultOf(name, extension)).toBe('file_name has no extension; send "".');
  });

  test("that is accepted is safe in a key after it is normalised", () => {
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
            expect(normaliseExtension(tail)).toMatch(/^(\.[a-z0-9_-]{1,16})?$/);
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILE_ID } from "#testing/builders.ts";
import { destPath, fileIdOfTempKey, isTempKey, keyPath } from "./keys.ts";

const SAFE = "abcdefghijklmnopqrstuvwxyz0123456789_-";
const anExtension = fc.oneof(
  fc.constant(""),
  fc.string({ unit: fc.constantFrom(...SAFE), minLength: 1, maxLength: 16 }).map((letters) => `.${letters}`),
);

describe("the keys of a file", () => {
  test("are its id and extension under temp/ and dest/", () => {
    expect(keyPath(FILE_ID, ".jpg")).toBe(`temp/${FILE_ID}.jpg`);
    expect(destPath(FILE_ID, ".jpg")).toBe(`dest/${FILE_ID}.jpg`);
  });

  test("contain the id, for any UUID and extension", () => {
    fc.assert(
      fc.property(fc.uuid(), anExtension, (id, extension) => {
        expect(fileIdOfTempKey(keyPath(id, extension))).toBe(id);
        expect(isTempKey(keyPath(id, extension))).toBe(true);
      }),
    );
  });

  test("are not confused with each other", () => {
    fc.assert(
      fc.property(fc.uuid(), anExtension, (id, extension) => {
        expect(fileIdOfTempKey(destPath(id, extension))).toBeUndefined();
        expect(isTempKey(destPath(id, extension))).toBe(false);
      }),
    );
  });
});

describe("a key that this service did not generate has no id", () => {
  test.each([
    ["a user's name", "temp/holiday.jpg"],
    ["no prefix", `${FILE_ID}.jpg`],
    ["another prefix", `tmp/${FILE_ID}.jpg`],
    ["a folder before the prefix", `x/temp/${FILE_ID}.jpg`],
    ["a folder before the id", `temp/x/${FILE_ID}.jpg`],
    ["a folder after the id", `temp/${FILE_ID}/holiday.jpg`],
    ["a relative path", `temp/../dest/${FILE_ID}.jpg`],
    ["an id in capitals", `temp/${FILE_ID.toUpperCase()}.jpg`],
    ["a truncated id", `temp/${FILE_ID.slice(1)}.jpg`],
    ["an id with one more character", `temp/${FILE_ID}0.jpg`],
    ["an extension in capitals", `temp/${FILE_ID}.JPG`],
    ["two extensions", `temp/${FILE_ID}.tar.gz`],
    ["an extension that is too long", `temp/${FILE_ID}.${"a".repeat(17)}`],
    ["an id and only a dot", `temp/${FILE_ID}.`],
    ["a line break at the end", `temp/${FILE_ID}.jpg\n`],
    ["an encoded character", `temp/${FILE_ID}%2Ejpg`],
    ["only the prefix", "temp/"],
    ["an empty string", ""],
  ])("%s", (_, key) => {
    expect(fileIdOfTempKey(key)).toBeUndefined();
  });
});

test.each([
  ["temp/", true],
  ["temp/anything else", true],
  ["temp", false],
  ["temporary/x", false],
  ["dest/temp/x", false],
])("isTempKey(%j) is %j", (key, expected) => {
  expect(isTempKey(key)).toBe(expected);
});

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

  test("lead back to the id, for any UUID and extension", () => {
    fc.assert(
      fc.property(fc.uuid(), anExtension, (id, extension) => {
        expect(fileIdOfTempKey(keyPath(id, extension))).toBe(id);
        expect(isTempKey(keyPath(id, extension))).toBe(true);
      }),
    );
  });

  test("are not taken for each other", () => {
    fc.assert(
      fc.property(fc.uuid(), anExtension, (id, extension) => {
        expect(fileIdOfTempKey(destPath(id, extension))).toBeUndefined();
        expect(isTempKey(destPath(id, extension))).toBe(false);
      }),
    );
  });
});

describe("a key that is not ours has no id", () => {
  test.each([
    ["a user's name", "temp/holiday.jpg"],
    ["no prefix", `${FILE_ID}.jpg`],
    ["another prefix", `tmp/${FILE_ID}.jpg`],
    ["a folder before", `x/temp/${FILE_ID}.jpg`],
    ["a folder between", `temp/x/${FILE_ID}.jpg`],
    ["a folder behind", `temp/${FILE_ID}/holiday.jpg`],
    ["a way up", `temp/../dest/${FILE_ID}.jpg`],
    ["an id in capitals", `temp/${FILE_ID.toUpperCase()}.jpg`],
    ["an id cut short", `temp/${FILE_ID.slice(1)}.jpg`],
    ["an id and more", `temp/${FILE_ID}0.jpg`],
    ["an extension in capitals", `temp/${FILE_ID}.JPG`],
    ["two extensions", `temp/${FILE_ID}.tar.gz`],
    ["an extension too long", `temp/${FILE_ID}.${"a".repeat(17)}`],
    ["a bare dot", `temp/${FILE_ID}.`],
    ["a line break at the end", `temp/${FILE_ID}.jpg\n`],
    ["an encoded character", `temp/${FILE_ID}%2Ejpg`],
    ["the bare prefix", "temp/"],
    ["nothing", ""],
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUnchanged } from "./etag.ts";

describe("isUnchanged is", () => {
  test.each([
    ["the ETag itself", '"7"'],
    ["a weak ETag", 'W/"7"'],
    ["a list that ends with the ETag", '"5", "6", "7"'],
    ["a list with the ETag in the middle", '"5","7","9"'],
    ["a list with the ETag, weak", '"5", W/"7"'],
    ["a list with spaces", '  "5" ,\t"7"  '],
    ["any ETag", "*"],
    ["any ETag, with spaces", " * "],
    ["a list with empty members", ',"7",'],
  ])("true with %s: %s", (_, ifNoneMatch) => {
    expect(isUnchanged(ifNoneMatch, '"7"')).toBe(true);
  });

  test.each([
    ["no header", undefined],
    ["an empty header", ""],
    ["another ETag", '"6"'],
    ["a longer ETag", '"77"'],
    ["no quotes", "7"],
    ["one quote", '"7'],
    ["a weak mark in lower case", 'w/"7"'],
    ["a list without the ETag", '"5", "6", W/"8"'],
  ])("false with %s: %s", (_, ifNoneMatch) => {
    expect(isUnchanged(ifNoneMatch, '"7"')).toBe(false);
  });

  test("true for any list of versions exactly if the version is in the list", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.boolean())), fc.nat(9), (versions, version) => {
        const header = versions.map(([n, weak]) => `${weak ? "W/" : ""}"${n}"`).join(", ");
        expect(isUnchanged(header, `"${version}"`)).toBe(versions.some(([n]) => n === version));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUnchanged } from "./etag.ts";

describe("isUnchanged", () => {
  test.each([
    ["the ETag itself", '"7"'],
    ["a weak one", 'W/"7"'],
    ["a list with it", '"5", "6", "7"'],
    ["a list with it in the middle", '"5","7","9"'],
    ["a list with it, weak", '"5", W/"7"'],
    ["a list with space around", '  "5" ,\t"7"  '],
    ["any", "*"],
    ["any, with space around", " * "],
    ["a list with empty members", ',"7",'],
  ])("with %s: %s", (_, ifNoneMatch) => {
    expect(isUnchanged(ifNoneMatch, '"7"')).toBe(true);
  });

  test.each([
    ["no header", undefined],
    ["nothing in it", ""],
    ["another", '"6"'],
    ["a longer one", '"77"'],
    ["no quotes", "7"],
    ["half a quote", '"7'],
    ["a weak mark in lower case", 'w/"7"'],
    ["a list without it", '"5", "6", W/"8"'],
  ])("not with %s: %s", (_, ifNoneMatch) => {
    expect(isUnchanged(ifNoneMatch, '"7"')).toBe(false);
  });

  test("for any list of versions exactly where the version is among them", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.boolean())), fc.nat(9), (versions, version) => {
        const header = versions.map(([n, weak]) => `${weak ? "W/" : ""}"${n}"`).join(", ");
        expect(isUnchanged(header, `"${version}"`)).toBe(versions.some(([n]) => n === version));
      }),
    );
  });
});

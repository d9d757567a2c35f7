import { describe, expect, test } from "vitest";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import { KEY_FAULT, normaliseTags, readTag, type Tags } from "./tags.ts";

const faultOf = (tags: Tags) => faultAt("#/tags", uploadMembers({ tags }));

describe("tags are accepted with", () => {
  test.each<[string, Tags]>([
    ["none", {}],
    [
      "keys of letters, digits, dots, hyphens and underscores",
      { album: "x", "camera.model-2_b": "x", "7": "x" },
    ],
    ["a key of 64 characters", { ["k".repeat(64)]: "x" }],
    ["an empty value", { album: "" }],
    ["a value with colons, spaces and letters of any script", { album: "verão: São Paulo 語 😀" }],
    ["a value of 128 bytes", { album: "é".repeat(64) }],
    ["a value of 128 bytes in composed form only", { album: "e\u0301".repeat(64) }],
    ["a key that is a member of every object", { constructor: "x" } as Tags],
  ])("%s", (_, tags) => {
    expect(faultOf(tags)).toBeUndefined();
  });
});

describe("tags are refused with a reason for", () => {
  test.each<[string, unknown, string]>([
    ["an empty key", { "": "x" }, KEY_FAULT],
    ["a key of 65 characters", { ["k".repeat(65)]: "x" }, KEY_FAULT],
    ["a colon in a key", { "a:b": "x" }, KEY_FAULT],
    ["a space in a key", { "a b": "x" }, KEY_FAULT],
    ["a key of another script", { álbum: "x" }, KEY_FAULT],
    ["a key that sets a prototype", JSON.parse('{"__proto__":"x"}'), KEY_FAULT],
    ["an array", ["album"], 'tags must be an object, such as {"album": "summer"}.'],
    ["a value that is an object", { constructor: {} }, "The value of the tag constructor must be a string."],
    [
      "129 bytes in a value",
      { album: "a".repeat(129) },
      "The value of the tag album is 129 bytes of UTF-8; up to 128 are taken.",
    ],
    [
      "a line feed in a value",
      { album: "a\nb" },
      "The value of the tag album must not have control characters or line breaks.",
    ],
    [
      "half a surrogate pair in a value",
      { album: "\ud83d" },
      "The value of the tag album has half a surrogate pair; send well-formed Unicode.",
    ],
  ])("%s", (_, tags, fault) => {
    expect(faultOf(tags as Tags)).toBe(fault);
  });
});

test("tags are stored with their values in NFC, and not at all if there are none", () => {
  expect(normaliseTags({ album: "cafe\u0301" })).toEqual({ album: "caf\u00e9" });
  expect(normaliseTags({})).toBeUndefined();
  expect(normaliseTags(undefined)).toBeUndefined();
});

test.each([
  ["album:summer", ["album", "summer"]],
  ["album:", ["album", ""]],
  ["time:12:30", ["time", "12:30"]],
  ["album:cafe\u0301", ["album", "caf\u00e9"]],
  ["album", undefined],
  [":summer", undefined],
  ["", undefined],
  ["a b:summer", undefined],
  ["__proto__:x", undefined],
  [`album:${"a".repeat(129)}`, undefined],
  ["album:a\nb", undefined],
])("the filter %j is the tag %j", (filter, tag) => {
  expect(readTag(filter)).toEqual(tag);
});

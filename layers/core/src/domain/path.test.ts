import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { faultAt, uploadMembers } from "#testing/rules.ts";
import {
  isPathKeyUnder,
  MAX_PATH_BYTES,
  normalisePath,
  pathKey,
  pathRange,
  printPathKey,
  readPathKey,
} from "./path.ts";

const faultOf = (path: string) => faultAt("#/path", uploadMembers({ path }));

describe("a path is accepted with", () => {
  test.each([
    ["one folder", "trips"],
    ["several folders", "trips/2026/lisbon"],
    ["spaces, dots and letters of any script", "viagens/São Paulo/..a/語"],
    ["an escape sequence of URLs", "a%2F..%2Fb"],
    ["1,024 bytes", "a".repeat(1024)],
    ["1,024 bytes in many folders", `${"a/".repeat(511)}ab`],
    ["more than 1,024 bytes in decomposed form, but not in composed form", "e\u0301".repeat(512)],
  ])("%s", (_, path) => {
    expect(faultOf(path)).toBeUndefined();
  });
});

describe("a path is refused with a reason if it has or is", () => {
  const edge = "path must not begin or end with /.";
  const folder = "each folder of path must have more than dots and spaces.";
  const control = "path must not have control characters or line breaks.";

  test.each([
    ["a slash at the beginning", "/trips", edge],
    ["a slash at the end", "trips/", edge],
    ["only a slash", "/", edge],
    ["an empty folder", "trips//lisbon", folder],
    ["one dot", "trips/./lisbon", folder],
    ["two dots", "trips/../lisbon", folder],
    ["two dots at the beginning", "../trips", folder],
    ["two dots alone", "..", folder],
    ["only spaces in a folder", "trips/ /lisbon", folder],
    ["a backslash", "trips\\2026", "path must not have \\; separate its folders with /."],
    ["NUL", "trips\0", control],
    ["the characters of its own keys", "trips\u0001\u0002", control],
    ["a line feed", "trips\n2026", control],
    ["a line separator", "trips\u20282026", control],
    ["half a surrogate pair", "trips/\ud83d", "path has half a surrogate pair; send well-formed Unicode."],
    ["1,025 bytes", "a".repeat(1025), "path is 1025 bytes of UTF-8; up to 1024 are taken."],
    [
      "too many bytes of three-byte letters",
      "語".repeat(342),
      "path is 1026 bytes of UTF-8; up to 1024 are taken.",
    ],
  ])("%s", (_, path, fault) => {
    expect(faultOf(path)).toBe(fault);
  });
});

test("a path in composed and in decomposed form is stored as the same path", () => {
  expect(normalisePath("cafe\u0301/x")).toBe("caf\u00e9/x");
});

/** The order of DynamoDB: by the bytes of UTF-8. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const isInRange = (key: string, path: string): boolean => {
  const { from, to } = pathRange(path);
  return compare(from, key) <= 0 && compare(key, to) <= 0;
};
const LATER = "2026-11-22T12:00:00.000Z";

describe("the order of the keys", () => {
  test("is folder by folder, each before its subfolders, and in a folder the newest file first", () => {
    const inOrder = [
      ["trips", NOW],
      ["trips/2026", LATER],
      ["trips/2026", NOW],
      ["trips/2026/lisbon", NOW],
      ["trips/2026 and before", NOW],
      ["trips/2026-old", LATER],
      ["trips/20266", NOW],
      ["trips!", LATER],
    ] as const;
    const keys = inOrder.map(([path, at]) => pathKey(path, at));

    expect(keys.toSorted(compare)).toEqual(keys);
  });

  test.each([
    ["trips/2026", true],
    ["trips/2026/lisbon", true],
    ["trips/2026/lisbon/day 1", true],
    ["trips/20266", false],
    ["trips/2026-old", false],
    ["trips/2026 ", false],
    ["trips", false],
    ["trips/2025", false],
    ["trips/2027", false],
    ["Trips/2026", false],
  ])("%s is under trips/2026: %s", (path, isUnder) => {
    const key = pathKey(path, NOW);
    expect(isInRange(key, "trips/2026")).toBe(isUnder);
    expect(isPathKeyUnder(key, "trips/2026")).toBe(isUnder);
  });
});

/** Paths of a few folders that are often each other's beginnings, up to the limit. */
const aPath = fc
  .array(
    fc.oneof(
      fc.constantFrom("a", "a!", "a b", "a-b", "aa", "ä", "😀", "\uffff", "2026", "20266"),
      fc.integer({ min: 1, max: 1020 }).map((length) => "x".repeat(length)),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((folders) => folders.join("/"))
  .filter((path) => faultOf(path) === undefined);
const aTime = fc
  .date({ noInvalidDate: true, min: new Date("2020-01-01"), max: new Date("2200-01-01") })
  .map((date) => date.toISOString());

test("a key is in the range of exactly the folders above its file, and DynamoDB accepts it", () => {
  fc.assert(
    fc.property(aPath, aPath, aTime, (path, other, at) => {
      const key = pathKey(path, at);
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(MAX_PATH_BYTES);
      expect(key.isWellFormed()).toBe(true);
      const above = path.split("/").map((_, i, all) => all.slice(0, i + 1).join("/"));
      for (const folder of [...above, other, `${path}/a`, `${path}a`].filter((one) => !faultOf(one))) {
        expect(isInRange(key, folder), folder).toBe(above.includes(folder));
        expect(isPathKeyUnder(key, folder), folder).toBe(above.includes(folder));
      }
      const { from, to } = pathRange(path);
      for (const bound of [from, to]) expect(Buffer.byteLength(bound)).toBeLessThanOrEqual(MAX_PATH_BYTES);
      expect(readPathKey(printPathKey(key))).toBe(key);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point.
      expect(printPathKey(key)).not.toMatch(/[\u0001\u0002]/);
    }),
    { numRuns: 500 },
  );
});

test("keys of up to 1,010 bytes keep the whole time", () => {
  expect(pathKey("a".repeat(1010), NOW)).toHaveLength(1024);
  expect(pathKey("a".repeat(1010), LATER) < pathKey("a".repeat(1010), NOW)).toBe(true);
  expect(pathKey("a".repeat(1024), NOW)).toBe("a".repeat(1024));
});

test.each([
  ["a longer key than DynamoDB accepts", `trips\u0002${"a".repeat(1024)}`],
  ["half a surrogate pair", "trips\u0002\ud83d"],
  ["a neighbour", "trips2"],
  ["nothing", ""],
])("a forged key is not under a path: %s", (_, key) => {
  expect(isPathKeyUnder(key, "trips")).toBe(false);
});

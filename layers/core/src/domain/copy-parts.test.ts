import { expect, it } from "vitest";
import { copyPartBytes } from "./copy-parts.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const SIZES = { partBytes: 128 * MIB, maxPartBytes: GIB };

it.each([
  ["the smallest, for a file that has less than two of them", 200 * MIB, 128 * MIB],
  ["half of the file", GIB, 512 * MIB],
  ["the largest, above twice its size", 5 * GIB, GIB],
  ["what 10,000 parts require", 48.8 * 1024 * GIB, Math.ceil((48.8 * 1024 * GIB) / 10_000)],
])("a part of a copy has %s", (_, size, expected) => {
  expect(copyPartBytes(size, SIZES)).toBe(expected);
});

it("a part does not grow without a largest size", () => {
  expect(copyPartBytes(5 * GIB, { partBytes: 128 * MIB })).toBe(128 * MIB);
});

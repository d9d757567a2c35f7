import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, shownSize, shownTime, size } from "./values.ts";

test.each([
  ["0", 0],
  ["1048576", 1_048_576],
  ["1KiB", 1024],
  ["1.5GiB", 1.5 * 1024 ** 3],
  ["2 gb", 2e9],
  ["7B", 7],
])("size %s", (text, bytes) => expect(size(0, 1e15)(text)).toBe(bytes));

test.each([
  ["1", 1000],
  ["250ms", 250],
  ["1.5m", 90_000],
  ["12h", 43_200_000],
  ["7d", 604_800_000],
])("duration %s", (text, ms) => expect(duration(0, 1e10)(text)).toBe(ms));

test.each(["", "-1", "1e3", "1PiB", "NaN", "Infinity", "0x10", "1 000", "٣"])("neither: %s", (text) => {
  expect(() => size(0, 1e15)(text)).toThrow(/must be a size/);
  expect(() => duration(0, 1e15)(text)).toThrow(/must be a time/);
});

test("what a message shows is read as the same value", () => {
  fc.assert(
    fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (value) => {
      expect(size(0, Number.MAX_SAFE_INTEGER)(shownSize(value))).toBe(value);
      if (value < 1e12) expect(duration(0, 1e13)(shownTime(value))).toBe(value);
    }),
  );
});

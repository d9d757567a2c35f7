import { expect, test } from "vitest";
import { formatSize, readSize } from "./size.ts";

test.each([
  ["4096", 4096],
  ["10GiB", 10 * 1024 ** 3],
  ["1.5 mib", 1.5 * 1024 ** 2],
  ["0", 0],
])("%s is %i bytes", (text, bytes) => {
  expect(readSize(text)).toBe(bytes);
});

test.each(["", "ten", "10GB", "-1", "1e9"])("%j is refused with an example", (text) => {
  expect(() => readSize(text)).toThrow("such as 300MiB or 10GiB");
});

test("sizes are printed in the largest unit that fits", () => {
  expect([0, 1023, 1536, 10 * 1024 ** 3].map(formatSize)).toEqual(["0 B", "1023 B", "1.50 KiB", "10.00 GiB"]);
});

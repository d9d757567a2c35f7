import { expect, test } from "vitest";
import { bytesText, spanText } from "../../text/units.ts";
import { plot } from "./plot.ts";

const box = { from: 0, to: 720, gap: 50, label: "Files" };

test("the largest value is at the top, and time runs to the right", () => {
  const points = [0, 10, 20].map((at) => ({ at, value: at }));
  expect(plot({ points }, box)).toContain('d="M0.0 120.0L10.0 62.0L20.0 4.0"');
});

test("a time without samples is a gap in the line", () => {
  const points = [0, 10, 700].map((at) => ({ at, value: 1 }));
  expect(plot({ points }, box)).toContain('d="M0.0 4.0L10.0 4.0M700.0 4.0"');
});

test("nothing to plot is an empty line", () => {
  expect(plot({ points: [] }, box)).toContain('d=""');
});

test("bytes and time spans for people", () => {
  expect([0, 1023, 1536, 5 * 1024 ** 3].map(bytesText)).toEqual(["0 B", "1023 B", "1.5 KiB", "5.0 GiB"]);
  expect([-5, 5_000, 90_000, 3_700_000, 5 * 86_400_000].map(spanText)).toEqual([
    "0 s",
    "5 s",
    "1 min",
    "1 h 1 min",
    "5 days",
  ]);
});

import { expect, test } from "vitest";
import { countTicks, nearest, pathOf, scaleOf, timeTicks } from "./plot.ts";
import type { Sample } from "./samples.ts";

const sample = (second: number, pending: number, afterGap = false): Sample => ({
  at: second * 1000,
  counts: { pending, uploaded: 0, processing: 0, expired: 0, quarantined: 0, deleted: 0 },
  complete: true,
  afterGap,
});

test("a line goes from the first sample at the left to the last one at the right", () => {
  const samples = [sample(0, 0), sample(60, 4), sample(120, 2)];
  expect(pathOf(samples, "pending", scaleOf(samples))).toBe("M0 1000L500 0L1000 500");
});

test("a line ends before a gap, and a sample alone is a dot", () => {
  const samples = [sample(0, 0), sample(60, 4), sample(600, 4, true)];
  expect(pathOf(samples, "pending", scaleOf(samples))).toBe("M0 1000L100 0M1000 0h0");
  const one = [sample(0, 0)];
  expect(pathOf(one, "pending", scaleOf(one))).toBe("M1000 1000h0");
});

test.each([
  [0, 4],
  [4, 4],
  [5, 8],
  [21, 40],
  [81, 200],
  [1001, 2000],
])("the upper edge for %d files is %d, and each tick is a whole count", (count, most) => {
  const scale = scaleOf([sample(0, count)]);
  expect(scale.most).toBe(most);
  expect(countTicks(scale).every(Number.isInteger)).toBe(true);
  expect(countTicks(scale).at(-1)).toBe(most);
});

test.each([
  60, 100, 3600, 40_000, 1_000_000,
])("%d seconds have two to five times, the last one is now", (seconds) => {
  const ticks = timeTicks(scaleOf([sample(0, 0), sample(seconds, 0)]));
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  expect(ticks.length).toBeLessThanOrEqual(5);
  expect(ticks.at(-1)).toEqual({ at: seconds * 1000, share: 1 });
  for (const { share } of ticks) expect(share).toBeGreaterThanOrEqual(0);
});

test("the pointer reads the closest sample", () => {
  const samples = [sample(0, 0), sample(60, 4), sample(600, 4)];
  const scale = scaleOf(samples);
  expect([-0.1, 0, 0.06, 0.5, 0.6, 1.2].map((share) => nearest(samples, share, scale)?.at)).toEqual([
    0, 0, 60_000, 60_000, 600_000, 600_000,
  ]);
  expect(nearest([], 0.5, scale)).toBeUndefined();
});

import type { OperationsView } from "malote";
import { expect, test } from "vitest";
import { MOST_SAMPLES, type Sample, withSample } from "./samples.ts";

const START = Date.parse("2026-11-27T10:00:00.000Z");
const view = (second: number, pending = 1): OperationsView => ({
  unfinished: { pending, uploaded: 0, processing: 0, expired: 0, quarantined: 0, deleted: 0 },
  complete: true,
  at: new Date(START + second * 1000).toISOString(),
});
const after = (...seconds: number[]) =>
  seconds.reduce<readonly Sample[]>((samples, second) => withSample(samples, view(second)), []);

test("each answer is a sample, at the service's time", () => {
  expect(after(0, 15).map(({ at }) => at - START)).toEqual([0, 15_000]);
});

test("an answer that is not newer changes nothing", () => {
  const samples = after(0, 15);
  expect(withSample(samples, view(15))).toBe(samples);
  expect(withSample(samples, view(3))).toBe(samples);
});

test("a time in which the page did not look is a gap", () => {
  expect(after(0, 15, 75, 136).map(({ afterGap }) => afterGap)).toEqual([false, false, false, true]);
});

test("the samples are capped: the older half becomes coarser, and the newest stay", () => {
  const samples = after(...Array.from({ length: 5000 }, (_, index) => index * 15));

  expect(samples.length).toBeLessThanOrEqual(MOST_SAMPLES);
  expect(samples[0]?.at).toBe(START);
  expect(samples.at(-1)?.at).toBe(START + 4999 * 15_000);
  expect((samples.at(-1)?.at ?? 0) - (samples.at(-2)?.at ?? 0)).toBe(15_000);
  expect(samples.some(({ afterGap }) => afterGap)).toBe(false);
});

test("a gap survives the thinning", () => {
  for (const place of [100, 101, 499, 500]) {
    const seconds = Array.from({ length: 1001 }, (_, index) => index * 15 + (index >= place ? 3600 : 0));
    expect(after(...seconds).filter(({ afterGap }) => afterGap)).toHaveLength(1);
  }
});

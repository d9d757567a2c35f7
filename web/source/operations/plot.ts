import type { Sample, Unfinished } from "./samples.ts";

/** The lines are drawn in a square of this size, which the page stretches. */
export const SIDE = 1000;

export interface Scale {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** The count at the upper edge. */
  most: number;
}

/** At least a minute wide and one file high, so that two samples do not fill everything with noise. */
export const scaleOf = (samples: readonly Sample[]): Scale => {
  const to = samples.at(-1)?.at ?? 0;
  const from = Math.min(samples[0]?.at ?? 0, to - 60_000);
  const most = Math.max(0, ...samples.flatMap(({ counts }) => Object.values(counts)));
  return { from, to, most: roundUp(most) };
};

/** The next number that four steps of whole files lead to: 4, 8, 20, 40, 80, 200 … */
const roundUp = (count: number): number => {
  for (let size = 4; ; size *= 10) for (const top of [size, size * 2, size * 5]) if (top >= count) return top;
};

/** Whole counts from the lower edge to the upper one. */
export const countTicks = ({ most }: Scale): number[] => [0, 1, 2, 3, 4].map((part) => (most / 4) * part);

const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
);

/** Times back from the newest sample, at most five, as shares of the width. */
export const timeTicks = ({ from, to }: Scale): { at: number; share: number }[] => {
  const step = STEPS.find((size) => (to - from) / size <= 4) ?? to - from;
  const count = Math.floor((to - from) / step);
  return Array.from({ length: count + 1 }, (_, index) => to - (count - index) * step).map((at) => ({
    at,
    share: (at - from) / (to - from),
  }));
};

/** An SVG path of the counts of one status. A line ends before a gap, and a sample alone is a dot. */
export const pathOf = (samples: readonly Sample[], status: Unfinished, scale: Scale): string =>
  samples
    .map((sample, index) => {
      const x = Math.round(((sample.at - scale.from) / (scale.to - scale.from)) * SIDE);
      const y = Math.round((1 - sample.counts[status] / scale.most) * SIDE);
      const isStart = index === 0 || sample.afterGap;
      const next = samples[index + 1];
      const isAlone = isStart && (next === undefined || next.afterGap);
      return `${isStart ? "M" : "L"}${x} ${y}${isAlone ? "h0" : ""}`;
    })
    .join("");

/** The sample that is closest to a share of the width. Undefined without samples. */
export const nearest = (
  samples: readonly Sample[],
  share: number,
  { from, to }: Scale,
): Sample | undefined => {
  const at = from + share * (to - from);
  return samples.reduce<Sample | undefined>(
    (best, sample) =>
      best === undefined || Math.abs(sample.at - at) < Math.abs(best.at - at) ? sample : best,
    undefined,
  );
};

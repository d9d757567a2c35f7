/** One line of a plot: values over time, both in any unit. */
export interface Series {
  points: readonly { at: number; value: number }[];
}

const WIDTH = 720;
const HEIGHT = 120;

/**
 * An SVG of one series from `from` to `to`, with its largest value at the top. A gap of more than `gap` milliseconds, when
 * the relay did not run, stays empty.
 */
export const plot = (
  { points }: Series,
  { from, to, gap, label }: { from: number; to: number; gap: number; label: string },
): string => {
  const top = Math.max(1, ...points.map(({ value }) => value));
  const x = (at: number) => (((at - from) / (to - from)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (value / top) * (HEIGHT - 4)).toFixed(1);
  let path = "";
  let before = Number.NEGATIVE_INFINITY;
  for (const { at, value } of points) {
    path += `${at - before > gap ? "M" : "L"}${x(at)} ${y(value)}`;
    before = at;
  }
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" preserveAspectRatio="none">` +
    `<path d="${path}" fill="none" stroke="currentColor" stroke-width="2" vector-effect="non-scaling-stroke" ` +
    `stroke-linejoin="round" stroke-linecap="round"/></svg>`
  );
};

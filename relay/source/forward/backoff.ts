/**
 * Whole milliseconds before the next attempt, after `failures` of them (from 1). Full jitter, so that what failed together is not
 * sent together: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
 */
export const backoff = (
  failures: number,
  { delay, most }: { delay: number; most: number },
  random: () => number = Math.random,
): number => Math.round(random() * Math.min(most, delay * 2 ** Math.min(failures - 1, 40)));

import type { TimeLeft } from "@malote/core";

/**
 * For the five calls of a file that has been begun, one after the other, and the four pages of the index that tell
 * of the oldest: 6.6 s each at the most (longestCallMs). An upload of over 1,000 parts takes a call more for each
 * 1,000; cut off there, the next run looks again.
 */
export const RESERVE_MS = 60_000;
const AT_ONCE = 10;

/** Whether nothing new is to be begun. */
export const isTimeUp = (time: TimeLeft): boolean => time() < RESERVE_MS;

/** Works on ten at a time, in their order, while there is time. `work` must not throw. */
export const tenAtOnce = async <T>(
  items: readonly T[],
  time: TimeLeft,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  for (let i = 0; i < items.length && !isTimeUp(time); i += AT_ONCE)
    await Promise.all(items.slice(i, i + AT_ONCE).map(work));
};

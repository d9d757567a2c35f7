import type { TimeLeft } from "@malote/core";

/**
 * The time that a run keeps, in milliseconds: for the five calls of a file that it has begun, one after the other, and for
 * the four pages of the index that show the oldest file. Each takes 6.6 s at most (longestCallMs). The pages of the parts
 * of a plan are read at once. An upload without a plan takes one more call for each 1,000 parts. If the run is cut off
 * there, the next run checks the file again.
 */
export const RESERVE_MS = 60_000;
/** Files that are checked at the same time. */
export const AT_ONCE = 10;

/** Whether no other file may begin. */
export const isTimeUp = (time: TimeLeft): boolean => time() < RESERVE_MS;

/**
 * Works on ten items at a time, in their order, while there is time. Returns the items that it did not begin. `work` must
 * not throw.
 */
export const tenAtOnce = async <T>(
  items: readonly T[],
  time: TimeLeft,
  work: (item: T) => Promise<void>,
): Promise<readonly T[]> => {
  let rest = items;
  for (; rest.length > 0 && !isTimeUp(time); rest = rest.slice(AT_ONCE))
    await Promise.all(rest.slice(0, AT_ONCE).map(work));
  return rest;
};

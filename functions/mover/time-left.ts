import type { TimeLeft } from "./ports.ts";

/**
 * What an invocation keeps to itself after its last call to S3, for three calls more, 6.6 s each at the most
 * (longestCallMs): the record is settled or let go of, another message goes on, this one comes back later.
 * A write that lost a race is made again: that one was answered, not waited for.
 */
export const RESERVE_MS = 20_000;

/** With less than this, no part of a copy and no completion is begun: each has 15 s at least before calls to S3 end. */
export const STOP_MARGIN_MS = 35_000;

/** Whether no file is to be begun any more. */
export const isTimeUp = (time: TimeLeft): boolean => time() <= RESERVE_MS;

/**
 * Ends every call to S3 while there is time to tell of it: a slow S3 is a message that comes back, and not an
 * invocation that is cut off, which would bring back all ten messages of its batch.
 */
export const endOfCalls = (time: TimeLeft): AbortSignal =>
  AbortSignal.timeout(Math.max(0, time() - RESERVE_MS));

import type { TimeLeft } from "../ports.ts";

/**
 * The time that an invocation keeps after its last call to S3, in milliseconds: for three calls of 6.6 s at the most
 * (longestCallMs). They settle the record or release the lease, send the message that continues, and set the
 * delay of this one. A write that lost a race is made again; that one had its response already.
 */
export const RESERVE_MS = 20_000;

/** With less time than this, no part of a copy and no completion begins. Each has at least 15 s before calls to S3 end. */
export const STOP_MARGIN_MS = 35_000;

/**
 * Bytes a millisecond that S3 copies of one part at least. A part of 128 MiB takes a second or two, so that this is the slower
 * of the two.
 */
const COPIED_PER_MS = (64 * 1024 ** 2) / 1000;

/** The time without which no part of this size begins, in milliseconds: it would be cut off, and copied again. */
export const marginOf = (partBytes: number): number =>
  Math.max(STOP_MARGIN_MS, RESERVE_MS + Math.ceil(partBytes / COPIED_PER_MS));

/** Whether no other file of the message may begin. */
export const isTimeUp = (time: TimeLeft): boolean => time() <= RESERVE_MS;

/**
 * Ends every call to S3 while there is time to write the outcome. So a slow S3 costs the retry of one message. Without
 * it, the invocation would be cut off, and all ten messages of its batch would be retried.
 */
export const endOfCalls = (time: TimeLeft): AbortSignal =>
  AbortSignal.timeout(Math.max(0, time() - RESERVE_MS));

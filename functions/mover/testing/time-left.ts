import { STOP_MARGIN_MS } from "@malote/core/copies";
import type { TimeLeft } from "../ports.ts";

/** The time left of an invocation that begins, in milliseconds. */
export const TIME_LEFT: TimeLeft = () => 140_000;

/**
 * The time left of one invocation that can copy this many parts. The mover reads it first in the claim, for the
 * length of the lease, then before each part and before it completes the upload.
 */
export const timeFor = (parts: number): TimeLeft => {
  let reads = 0;
  return () => (reads++ <= parts ? STOP_MARGIN_MS : STOP_MARGIN_MS - 1);
};

import type { TimeLeft } from "../ports.ts";
import { STOP_MARGIN_MS } from "../time-left.ts";

/** What an invocation has left when it begins, in milliseconds. */
export const TIME_LEFT: TimeLeft = () => 120_000;

/**
 * One invocation's time for so many parts: asked first by the claim, which wants to know how long its lease must
 * be, then before each part and before completing.
 */
export const timeFor = (parts: number): TimeLeft => {
  let asked = 0;
  return () => (asked++ <= parts ? STOP_MARGIN_MS : STOP_MARGIN_MS - 1);
};

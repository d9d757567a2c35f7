import type { TimeLeft } from "../../../functions/mover/ports.ts";
import { STOP_MARGIN_MS } from "../../../functions/mover/time-left.ts";

/** What an invocation has left when it begins, in milliseconds. */
export const TIME_LEFT: TimeLeft = () => 120_000;

/** Time for so many parts: asked by the claim first, and then before each part. */
export const timeFor = (parts: number): TimeLeft => {
  let asked = 0;
  return () => (asked++ <= parts ? STOP_MARGIN_MS : STOP_MARGIN_MS - 1);
};

const FIRST_DELAY_SECONDS = 10;
const MAX_DELAY_SECONDS = 900;

/** Seconds until a message is retried. They double with every delivery: 10, 20, 40 … 900. */
export const delayAfter = (receiveCount: number): number =>
  Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.max(0, receiveCount - 1));

/** Milliseconds between two looks at the parts under way. */
const PERIOD = 100;
/** How many parts must have arrived before their time says what is slow. */
const ENOUGH = 3;
/** A part is slow if it takes this many times the median: in the middle of a file, and when nothing else is left to send. */
const SLOW = { middle: 3, end: 1.5 };

/** A part under way. */
export interface Running {
  size: number;
  since: number;
  /** The most bytes that an attempt of the part has sent. */
  sent: number;
  hedged: boolean;
  /** Sends the part on a second connection. */
  again(): void;
}

/**
 * Sends the slowest parts on a second connection. The first response wins. The budget is the bytes that may be sent twice:
 * a share of the file, but always one part. A second attempt takes the next connection that is free, never one above the
 * limit, and before parts that have not begun.
 */
export const hedging = (budget: number, isLast: () => boolean) => {
  const running = new Set<Running>();
  const times: number[] = [];
  let left = budget;

  const look = () => {
    if (times.length < ENOUGH) return;
    const median = [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
    const factor = isLast() ? SLOW.end : SLOW.middle;
    const now = performance.now();
    const slow = [...running]
      .filter((part) => !part.hedged && timeOf(part, now) > factor * median)
      .sort((a, b) => timeOf(b, now) - timeOf(a, now));
    for (const part of slow) {
      if (part.size > left) continue;
      left -= part.size;
      part.hedged = true;
      part.again();
    }
  };

  const timer = setInterval(look, PERIOD);
  return {
    running,
    /** A part has arrived, after so many milliseconds. */
    arrived(ms: number) {
      times.push(ms);
      if (times.length > 100) times.shift();
    },
    /** The loser of a pair is aborted: what it did not send is free again. */
    refund(bytes: number) {
      left += bytes;
    },
    stop: () => clearInterval(timer),
  };
};

/** How long the whole part will have taken at its speed so far, and at least as long as it takes already. */
const timeOf = ({ size, sent, since }: Running, now: number): number => {
  const elapsed = now - since;
  return sent > 0 ? Math.max(elapsed, (elapsed * size) / sent) : elapsed;
};

export type Hedging = ReturnType<typeof hedging>;

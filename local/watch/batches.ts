/**
 * Milliseconds without a new item, after which a burst has ended. Bursts come from an editor's temporary files, a
 * formatter's second save, a checkout.
 */
const SILENCE = 60;

/**
 * Collects items that are added in bursts, and calls `work` with all of them after the silence. It works on one batch at
 * a time: items that are added meanwhile are the next batch.
 */
export const inBatches = <T>(work: (batch: Set<T>, since: number) => Promise<void>, silence = SILENCE) => {
  let waiting = new Set<T>();
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  const begin = () => {
    timer = undefined;
    if (working || waiting.size === 0) return;
    const batch = waiting;
    waiting = new Set();
    working = work(batch, since).finally(() => {
      working = undefined;
      // With a timer, the next batch is not complete yet, and the timer begins it.
      if (!timer) begin();
    });
  };
  return {
    add: (item: T) => {
      if (waiting.size === 0) since = Date.now();
      waiting.add(item);
      clearTimeout(timer);
      timer = setTimeout(begin, silence);
    },
    /** Drops the waiting items, and settles when the batch in progress has ended. */
    close: async () => {
      clearTimeout(timer);
      waiting = new Set();
      await working;
    },
  };
};

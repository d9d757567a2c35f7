/** Milliseconds of silence that end a burst: an editor's temporary files, a formatter's second save, a checkout. */
const SILENCE = 60;

/**
 * Gathers what comes in bursts and hands it over once it has been quiet, one batch at a time: what comes while
 * a batch is being worked on is the next one.
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
      // Quiet since then, or its own timer is running.
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
    /** Forgets what waits, and settles when what is under way has ended. */
    close: async () => {
      clearTimeout(timer);
      waiting = new Set();
      await working;
    },
  };
};

import { ERRORS, type Lock, type Locker } from "@tus/server";

/** Milliseconds for which a request waits for the one that holds the lock, after that one was asked to end. */
const PATIENCE = 30_000;

interface Turn {
  /** Asks the request that holds the lock to end. */
  release(): void;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

/**
 * One request at a time for each upload. A new request ends the one before it: often its client is gone and the relay does
 * not know it yet, so that the client's next attempt would wait until the dead connection times out. @tus/server's own
 * MemoryLocker also asks the holder to end, and uses a whole core while it waits.
 */
export const uploadLocker = (): Locker => {
  const turns = new Map<string, Turn>();

  const newLock = (id: string): Lock => {
    let end = () => {};
    return {
      lock: async (signal, release) => {
        const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
        for (let turn = turns.get(id); turn; turn = turns.get(id)) {
          turn.release();
          await Promise.race([turn.ended, aborted(until)]);
          if (until.aborted) throw ERRORS.ERR_LOCK_TIMEOUT;
        }
        const ended = new Promise<void>((resolve) => {
          end = () => {
            turns.delete(id);
            resolve();
          };
        });
        turns.set(id, { release: () => void release(), ended });
      },
      unlock: async () => end(),
    };
  };
  return { newLock };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

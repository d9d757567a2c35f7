import { setTimeout as delay } from "node:timers/promises";

/** Waits; when aborted, ends at once with the signal's own reason, which may be a sentence for the user. */
export const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
};

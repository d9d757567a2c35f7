import { setTimeout as delay } from "node:timers/promises";

/** Waits. When aborted, throws the signal's reason at once (not an AbortError): it may be a sentence for the user. */
export const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
};

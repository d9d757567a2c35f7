import type { IncomingMessage } from "node:http";
import { bodyIncomplete, bodyTooSlow } from "../problems/problems.ts";

export interface BodyLimits {
  /** Milliseconds that the relay waits for the next bytes of a body. */
  idleTimeout: number;
  /** Bytes per second that a body must have, over each `speedWindow`. 0: any. */
  minSpeed: number;
  /** Milliseconds over which the speed is measured. Only time in which the relay waits for the client counts. */
  speedWindow: number;
}

/**
 * The bytes of a request, read as they are needed: while nothing is read, the client's socket fills and the client waits.
 * Time counts against the client only while the relay waits for it, so a slow far end is not the client's fault.
 * `begin` is called before the first byte is read.
 * @throws Problem 400 if the body ends too early, 408 if it is too slow
 */
export async function* bodyBytes(
  request: IncomingMessage,
  { idleTimeout, minSpeed, speedWindow }: BodyLimits,
  begin: () => void,
): AsyncGenerator<Uint8Array, void> {
  begin();
  let waited = 0;
  let bytes = 0;
  const reader = readerOf(request);
  try {
    for (;;) {
      let chunk = reader.read();
      if (!chunk) {
        if (reader.ended()) return;
        const tooSlow = minSpeed > 0 && bytes < (minSpeed * speedWindow) / 1000;
        const began = performance.now();
        await reader.wait(Math.min(idleTimeout, tooSlow ? speedWindow - waited : idleTimeout));
        waited += performance.now() - began;
        if (waited >= speedWindow) {
          waited = 0;
          bytes = 0;
        }
        chunk = reader.read();
      }
      if (!chunk) continue;
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    reader.stop();
  }
}

/** Reads without the iterator of Node.js, which keeps its listeners while it waits: the rest could not be discarded then. */
const readerOf = (request: IncomingMessage) => {
  let fault: unknown;
  let wake = () => {};
  const woken = () => wake();
  const failed = (error: unknown) => {
    fault ??= error;
    wake();
  };
  request.on("readable", woken).on("end", woken).on("close", woken).on("error", failed);
  return {
    read: (): Buffer | undefined => (request.read() as Buffer | null) ?? undefined,
    /** @throws Problem 400 if the body was cut off */
    ended: (): boolean => {
      if (request.readableEnded && request.complete) return true;
      if (fault !== undefined || request.destroyed) throw bodyIncomplete(fault);
      return false;
    },
    /** @throws Problem 408 */
    wait: (milliseconds: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(bodyTooSlow()), Math.max(1, milliseconds));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    stop: () => {
      wake();
      request.off("readable", woken).off("end", woken).off("close", woken);
      // The error of a request that is not read any more is of no interest.
    },
  };
};

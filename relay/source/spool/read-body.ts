import { Problem } from "../problems/problem.ts";
import { bodyIncomplete } from "../problems/problems.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";

/**
 * The chunks of a body. A body that hangs ends as soon as the signal is aborted.
 * If the reader stops early, the body is left as it is: its owner may still send a response on that connection.
 * @throws Problem of the body itself (413, 408); 400 if it ends with another error, or the signal is aborted
 */
export async function* readBody(
  bytes: IncomingBytes,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const chunks = bytes[Symbol.asyncIterator]();
  // One listener for the whole body. Promise.race() would add one for each chunk, and a body may have a million.
  let abort: ((reason: unknown) => void) | undefined;
  const onAbort = () => abort?.(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        abort = reject;
        if (signal?.aborted) reject(signal.reason);
        else chunks.next().then(resolve, reject);
      }).catch((error: unknown) => {
        throw error instanceof Problem ? error : bodyIncomplete(error);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

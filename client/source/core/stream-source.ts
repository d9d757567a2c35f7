import type { Source } from "../types/source.ts";
import { sliceOfBytes } from "./slices.ts";

/** A source that is read once, from its beginning to its end. `size` is undefined if the end decides it. */
export const sourceOfStream = (
  stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  name: string,
  type: string,
  size: number | undefined,
): Source => {
  const reader = readerOf(stream);
  let rest: Uint8Array = new Uint8Array(0);
  return {
    name,
    type,
    size,
    next: async (bytes) => {
      const part = new Uint8Array(bytes);
      let filled = 0;
      while (filled < bytes) {
        if (rest.length === 0) {
          const { done, value } = await reader.next();
          if (done) break;
          rest = value;
        }
        const piece = rest.subarray(0, bytes - filled);
        part.set(piece, filled);
        filled += piece.length;
        rest = rest.subarray(piece.length);
      }
      return sliceOfBytes(part.subarray(0, filled));
    },
    close: async () => {
      await reader.cancel();
    },
  };
};

/** Safari has no async iteration of a ReadableStream. */
const readerOf = (stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>) => {
  if ("getReader" in stream) {
    const reader = stream.getReader();
    return {
      next: async () => {
        const { done, value } = await reader.read();
        return done ? { done: true as const, value: undefined } : { done: false as const, value };
      },
      cancel: () => reader.cancel().catch(() => {}),
    };
  }
  const iterator = stream[Symbol.asyncIterator]();
  const cancel = async () => {
    // A Readable of Node.js is destroyed. The end of a generator is not awaited: its read may never end.
    (stream as { destroy?(): void }).destroy?.();
    iterator.return?.().catch(() => {});
  };
  return { next: () => iterator.next(), cancel };
};

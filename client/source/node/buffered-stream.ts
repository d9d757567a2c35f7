import type { PartBuffer, Source } from "../types/source.ts";

/**
 * A stream whose parts are kept in the buffers that `bufferFor` returns. `size` is undefined if the end decides it.
 */
export const bufferedStream = (
  stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  name: string,
  type: string,
  size: number | undefined,
  bufferFor: (most: number) => PartBuffer,
): Source => {
  const iterator = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const kept = new Set<PartBuffer>();
  let rest: Uint8Array = new Uint8Array(0);
  const release = (buffer: PartBuffer) => {
    if (kept.delete(buffer)) buffer.release();
  };
  return {
    name,
    type,
    size,
    next: async (bytes) => {
      const buffer = bufferFor(bytes);
      kept.add(buffer);
      let filled = 0;
      while (filled < bytes) {
        if (rest.length === 0) {
          const { done, value } = await iterator.next();
          if (done) break;
          rest = value;
        }
        const piece = rest.subarray(0, bytes - filled);
        await buffer.write(piece);
        filled += piece.length;
        rest = rest.subarray(piece.length);
      }
      return { size: filled, chunks: () => buffer.chunks(), release: () => release(buffer) };
    },
    close: async () => {
      // A Readable of Node.js is destroyed. The end of a generator is not awaited: its read may never end.
      (stream as { destroy?(): void }).destroy?.();
      iterator.return?.().catch(() => {});
      for (const buffer of kept) release(buffer);
    },
  };
};

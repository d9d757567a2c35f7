import type { PartBuffer } from "malote/node";
import type { IncomingBytes } from "../types/incoming-file.ts";

/** The beginning of a body, which can be read again, and what follows it, which cannot. */
export interface Head {
  size: number;
  /** Whether the body ended within it. */
  whole: boolean;
  chunks(): AsyncIterable<Uint8Array>;
  /** What follows the head. It begins where the last reader stopped. */
  rest: AsyncIterator<Uint8Array>;
  /** Whether something of `rest` was read. */
  readonly touched: boolean;
  release(): void;
}

/**
 * Reads a body up to `most` bytes, so that a body which ends before needs no multipart upload: its length is known then, and a
 * failed attempt can be repeated. With `most` 0 nothing is read.
 */
export const headOf = async (
  bytes: IncomingBytes,
  most: number,
  bufferFor: (most: number) => PartBuffer,
): Promise<Head> => {
  const source = bytes[Symbol.asyncIterator]();
  const buffer = bufferFor(most);
  let released = false;
  const release = () => {
    if (!released) buffer.release();
    released = true;
  };
  let size = 0;
  let whole = false;
  let over: Uint8Array | undefined;
  let touched = false;
  try {
    while (most > 0 && size < most && !whole) {
      const { done, value } = await source.next();
      if (done) whole = true;
      else {
        const piece = value.subarray(0, most - size);
        await buffer.write(piece);
        size += piece.length;
        if (piece.length < value.length) over = value.subarray(piece.length);
      }
    }
  } catch (error) {
    release();
    throw error;
  }
  return {
    size,
    whole,
    chunks: () => buffer.chunks(),
    rest: {
      next: async () => {
        touched = true;
        if (over === undefined) return source.next();
        const value = over;
        over = undefined;
        return { done: false, value };
      },
    },
    get touched() {
      return touched;
    },
    release,
  };
};

/** The head and the rest. Its end does not end the body, so that another attempt can follow. */
export async function* allOf(head: Head): AsyncGenerator<Uint8Array, void> {
  yield* head.chunks();
  head.release();
  for (;;) {
    const { done, value } = await head.rest.next();
    if (done) return;
    yield value;
  }
}

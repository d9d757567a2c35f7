import type { PartBuffer } from "../types/source.ts";

const LEAST = 64 * 1024;
const MOST = 1024 * 1024;

/**
 * Keeps up to `most` bytes in blocks that are allocated as bytes arrive, each twice as large as the one before (64 KiB to
 * 1 MiB): a slow stream takes no more memory than it has sent.
 */
export const partInMemory = (most: number): PartBuffer => {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let size = LEAST;
  let allocated = 0;
  /** Bytes in the last block. */
  let used = 0;
  let released = false;
  return {
    write(bytes) {
      // A stream that was abandoned may still bring bytes.
      if (released) return;
      for (let at = 0; at < bytes.length; ) {
        let block = blocks.at(-1);
        if (!block || used === block.length) {
          block = new Uint8Array(Math.min(size, most - allocated));
          blocks.push(block);
          allocated += block.length;
          size = Math.min(MOST, 2 * size);
          used = 0;
        }
        const piece = bytes.subarray(at, at + block.length - used);
        block.set(piece, used);
        used += piece.length;
        at += piece.length;
      }
    },
    async *chunks() {
      for (const block of blocks) yield block === blocks.at(-1) ? block.subarray(0, used) : block;
    },
    release() {
      released = true;
      blocks.length = 0;
    },
  };
};

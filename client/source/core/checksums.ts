import type { Slice } from "../types/source.ts";
import type { Crc32 } from "../utils/crc32.ts";

/** Computes the CRC-32 of a slice. */
export type Checksums = (slice: Slice) => Promise<number>;

export const checksumsOn =
  (crc32: Crc32): Checksums =>
  async (slice) => {
    let crc = 0;
    for await (const chunk of slice.chunks()) crc = crc32(chunk, crc);
    return crc;
  };

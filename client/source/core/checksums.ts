import type { Checksum } from "../types/service.ts";
import type { Slice } from "../types/source.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import type { Crc32 } from "../utils/crc32.ts";

/** Computes the CRC-32 of a slice. After an abort the result is of no use, and comes soon. */
export type Checksums = (slice: Slice, signal?: AbortSignal) => Promise<number>;

export const checksumsOn =
  (crc32: Crc32): Checksums =>
  async (slice, signal) => {
    let crc = 0;
    for await (const chunk of slice.chunks()) {
      if (signal?.aborted) break;
      crc = crc32(chunk, crc);
    }
    return crc;
  };

/** A CRC-32 as the service writes it. */
export const checksumOf = (crc: number): Checksum => ({ algorithm: "CRC32", value: base64OfUint32(crc) });

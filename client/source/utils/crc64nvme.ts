import { toBase64 } from "./base64.ts";

/** The reflected polynomial of CRC-64/NVME, in two halves, because JavaScript computes with 32 bits. */
const LOW = 0xac4bc9b5 | 0;
const HIGH = 0x9a6c9329 | 0;

let tables: { low: Int32Array; high: Int32Array } | undefined;

/** Eight tables of 256 entries (slicing-by-8). */
const makeTables = () => {
  const low = new Int32Array(2048);
  const high = new Int32Array(2048);
  for (let n = 0; n < 256; n++) {
    let l = n;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const out = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (out) {
        l ^= LOW;
        h ^= HIGH;
      }
    }
    low[n] = l;
    high[n] = h;
  }
  for (let n = 256; n < 2048; n++) {
    const l = low[n - 256] as number;
    const h = high[n - 256] as number;
    low[n] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] as number);
    high[n] = (h >>> 8) ^ (high[l & 255] as number);
  }
  return { low, high };
};

/**
 * CRC-64/NVME, which S3 computes of objects that were sent without a checksum. In JavaScript it runs at about 300 MiB/s,
 * half as fast as CRC-32 (600) and an eighth of zlib's (2,400). So uploads use CRC-32, and this only verifies downloads.
 */
export const crc64nvme = () => {
  tables ??= makeTables();
  const { low, high } = tables;
  let l = -1;
  let h = -1;
  return {
    update: (bytes: Uint8Array): void => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let i = 0;
      for (const end = bytes.length - 7; i < end; i += 8) {
        l ^= view.getInt32(i, true);
        h ^= view.getInt32(i + 4, true);
        let nextLow = 0;
        let nextHigh = 0;
        for (let byte = 0; byte < 4; byte++) {
          const ofLow = (7 - byte) * 256 + ((l >>> (8 * byte)) & 255);
          const ofHigh = (3 - byte) * 256 + ((h >>> (8 * byte)) & 255);
          nextLow ^= (low[ofLow] as number) ^ (low[ofHigh] as number);
          nextHigh ^= (high[ofLow] as number) ^ (high[ofHigh] as number);
        }
        l = nextLow;
        h = nextHigh;
      }
      for (; i < bytes.length; i++) {
        const n = (l ^ view.getUint8(i)) & 255;
        l = ((l >>> 8) | (h << 24)) ^ (low[n] as number);
        h = (h >>> 8) ^ (high[n] as number);
      }
    },
    value: (): string => {
      const bytes = new Uint8Array(8);
      const view = new DataView(bytes.buffer);
      view.setInt32(0, ~h);
      view.setInt32(4, ~l);
      return toBase64(bytes);
    },
  };
};

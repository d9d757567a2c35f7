/** Continues a CRC-32 over `bytes`. Begin with 0. */
export type Crc32 = (bytes: Uint8Array, crc?: number) => number;

const POLYNOMIAL = 0xedb88320;

/** Eight tables of 256 entries, so that a step takes eight bytes (slicing-by-8). Made at the first use: 8 KiB. */
let tables: Int32Array | undefined;

const makeTables = (): Int32Array => {
  const made = new Int32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[n] = crc;
  }
  for (let n = 256; n < made.length; n++) {
    const before = made[n - 256] as number;
    made[n] = (before >>> 8) ^ (made[before & 255] as number);
  }
  return made;
};

/** CRC-32 (that of ZIP and S3) in JavaScript: about 600 MiB/s where zlib.crc32 of Node.js has 2,400. */
export const crc32: Crc32 = (bytes, before = 0) => {
  tables ??= makeTables();
  const t = tables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = ~before;
  let i = 0;
  for (const end = bytes.length - 7; i < end; i += 8) {
    crc ^= view.getInt32(i, true);
    const next = view.getInt32(i + 4, true);
    crc =
      (t[1792 + (crc & 255)] as number) ^
      (t[1536 + ((crc >>> 8) & 255)] as number) ^
      (t[1280 + ((crc >>> 16) & 255)] as number) ^
      (t[1024 + (crc >>> 24)] as number) ^
      (t[768 + (next & 255)] as number) ^
      (t[512 + ((next >>> 8) & 255)] as number) ^
      (t[256 + ((next >>> 16) & 255)] as number) ^
      (t[next >>> 24] as number);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ (t[(crc ^ view.getUint8(i)) & 255] as number);
  return ~crc >>> 0;
};

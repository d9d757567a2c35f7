import type { CrcAlgorithm } from "./file.ts";

/** The polynomials in reflected form, as in the catalogue of CRCs: https://reveng.sourceforge.io/crc-catalogue/ */
const CRCS: Record<CrcAlgorithm, { bits: bigint; polynomial: bigint }> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

/**
 * The CRC of a file from the CRCs and sizes of its parts, in their order. The values are base64, as in S3. It is zlib's
 * crc32_combine: each CRC is multiplied by x^(8 × the bytes that follow), modulo the polynomial. 10,000 parts take a tenth
 * of a second.
 */
export const combineCrcs = (
  algorithm: CrcAlgorithm,
  parts: readonly { checksum: string; size: number }[],
): string => {
  const { bits, polynomial } = CRCS[algorithm];
  const one = 1n << (bits - 1n);
  const low = one - 1n;

  /** The product of two polynomials. The highest bit is the coefficient of x^0. */
  const times = (a: bigint, b: bigint): bigint => {
    let product = 0n;
    for (let rest = a, factor = b; rest !== 0n; rest = (rest & low) << 1n) {
      if (rest & one) product ^= factor;
      factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
    }
    return product;
  };
  const powers = new Map<number, bigint>();
  /** x^(8 × bytes). Nearly all parts have one size, so the powers are kept. */
  const shiftBy = (bytes: number): bigint => {
    let power = powers.get(bytes);
    if (power === undefined) {
      power = one;
      // x^8, and then its squares.
      let square = one >> 8n;
      for (let rest = BigInt(bytes); rest > 0n; rest >>= 1n) {
        if (rest & 1n) power = times(power, square);
        square = times(square, square);
      }
      powers.set(bytes, power);
    }
    return power;
  };

  const whole = parts.reduce((crc, { checksum, size }) => times(crc, shiftBy(size)) ^ numberOf(checksum), 0n);
  return Buffer.from(whole.toString(16).padStart(Number(bits) / 4, "0"), "hex").toString("base64");
};

const numberOf = (checksum: string): bigint => BigInt(`0x${Buffer.from(checksum, "base64").toString("hex")}`);

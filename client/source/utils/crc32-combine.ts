const POLYNOMIAL = 0xedb88320;

/** a(x) times b(x) modulo the polynomial, over GF(2), bits reflected: the highest bit is x^0. */
const times = (a: number, b: number): number => {
  let product = 0;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= b;
    b = b & 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product >>> 0;
};

/** x^(8 × bytes) modulo the polynomial. */
const shiftOf = (bytes: number): number => {
  let shift = 0x80000000;
  // x^8, then squared for each binary digit of `bytes`, which may have more than 32.
  for (let square = 0x00800000, left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = times(square, shift);
    square = times(square, square);
  }
  return shift;
};

/**
 * The CRC-32 of two pieces one after the other, from the CRC-32 of each and the length of the second. So the checksum of a
 * whole file costs no second read of its bytes. (The method of zlib's crc32_combine.)
 */
export const combineCrc32 = (first: number, second: number, secondBytes: number): number =>
  (times(shiftOf(secondBytes), first) ^ second) >>> 0;

const POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

/** For each byte, the remainder in two halves of 32 bits. */
const LOW = new Uint32Array(256);
const HIGH = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
  LOW[byte] = Number(crc & 0xffffffffn);
  HIGH[byte] = Number(crc >> 32n);
}

/** The CRC64NVME as S3 writes it. Node.js has none. */
export const crc64Nvme = (bytes: Uint8Array): string => {
  let [low, high] = [0xffffffff, 0xffffffff];
  for (const byte of bytes) {
    const i = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[i] ?? 0);
    high = (high >>> 8) ^ (HIGH[i] ?? 0);
  }
  const value = Buffer.alloc(8);
  value.writeUInt32BE(~high >>> 0, 0);
  value.writeUInt32BE(~low >>> 0, 4);
  return value.toString("base64");
};

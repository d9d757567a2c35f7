import { randomBytes } from "node:crypto";

const BLOCK = 1024 * 1024;

/** As many bytes as were asked for, in pieces of 1 MiB. Random, and no two pieces are the same, so that a mix-up shows. */
export function* madeUpBytes(size: number): Generator<Buffer> {
  const random = randomBytes(BLOCK);
  for (let start = 0, number = 0; start < size; start += BLOCK, number++) {
    const block = Buffer.from(random);
    block.writeUInt32BE(number);
    yield block.subarray(0, Math.min(BLOCK, size - start));
  }
}

import { expect, test } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { partInMemory } from "./part-in-memory.ts";

const bytesOf = async (part: ReturnType<typeof partInMemory>) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of part.chunks()) pieces.push(piece);
  return Buffer.concat(pieces);
};

test.each([
  0, 1, 65_535, 65_536, 65_537, 3_000_000, 5_000_000,
])("%d bytes are read as they were written", async (size) => {
  const part = partInMemory(5_000_000);
  const bytes = someBytes(size);
  for (let at = 0; at < size; at += 70_001) await part.write(bytes.slice(at, at + 70_001));
  expect((await bytesOf(part)).equals(bytes)).toBe(true);
});

test("the memory grows with the bytes, and not to the size of the part at once", async () => {
  const part = partInMemory(8 * 1024 * 1024);
  let allocated = 0;
  const size = (piece: Uint8Array) => piece.buffer.byteLength;
  for (const [written, most] of [
    [1, 64 * 1024],
    [100_000, 192 * 1024],
    [3_000_000, 4_000_000],
  ] as const) {
    await part.write(new Uint8Array(written));
    allocated = 0;
    for await (const piece of part.chunks()) allocated += size(piece);
    expect(allocated).toBeLessThanOrEqual(most + 1024 * 1024 * Number(written > 1_000_000));
  }
});

test("bytes that come after its release are dropped", async () => {
  const part = partInMemory(50_000);
  await part.write(someBytes(20_000));
  part.release();
  await part.write(someBytes(20_000));
  expect((await bytesOf(part)).length).toBe(0);
});

test("it keeps no reference to what it was given", async () => {
  const part = partInMemory(1000);
  const given = someBytes(1000);
  await part.write(given);
  given.fill(0);
  expect((await bytesOf(part)).equals(someBytes(1000))).toBe(true);
});

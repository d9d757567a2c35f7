import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PartBuffers } from "./part-buffers.ts";

const KIB = 1024;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-parts-"));
});
afterEach(() => rm(folder, { recursive: true }));

const bytesOf = async (part: { chunks(): AsyncIterable<Uint8Array> }) => {
  const pieces: Buffer[] = [];
  for await (const piece of part.chunks()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
};

test.each([
  ["all in memory", 1000],
  ["half on the disk", 300],
  ["all on the disk", 0],
])("a part is read as it was written, by two readers at once: %s", async (_, memory) => {
  const buffers = new PartBuffers({ memory: memory * KIB, folder });
  const bytes = randomBytes(700 * KIB);
  const part = buffers.bufferFor(bytes.length);
  for (let at = 0; at < bytes.length; at += 9999) await part.write(bytes.subarray(at, at + 9999));
  const [one, two] = await Promise.all([bytesOf(part), bytesOf(part)]);
  expect(one.equals(bytes) && two.equals(bytes)).toBe(true);
  const usage = buffers.usage();
  expect(usage.memory).toBeLessThanOrEqual(memory * KIB);
  expect(usage.disk > 0).toBe(memory < 700);
  // The files have no name, so that a crash leaves none.
  expect(await readdir(folder)).toEqual([]);
  part.release();
  expect(buffers.usage()).toEqual({ memory: 0, disk: 0 });
});

test("blocks are used again, and never by two parts at once", async () => {
  const buffers = new PartBuffers({ memory: 1024 * KIB, folder });
  const blocksOf = async (part: { chunks(): AsyncIterable<Uint8Array> }) => {
    const blocks: ArrayBufferLike[] = [];
    for await (const { buffer } of part.chunks()) blocks.push(buffer);
    return blocks;
  };
  const filled = async () => {
    const part = buffers.bufferFor(256 * KIB);
    await part.write(randomBytes(256 * KIB));
    return part;
  };
  const first = await filled();
  const before = await blocksOf(first);
  first.release();
  const [second, third] = [await filled(), await filled()];
  const after = [...(await blocksOf(second)), ...(await blocksOf(third))];
  expect(new Set(after).size).toBe(after.length);
  expect(before.every((block) => after.includes(block))).toBe(true);
});

test("memory grows with the bytes, and is shared by all parts", async () => {
  const buffers = new PartBuffers({ memory: 64 * KIB, folder });
  const parts = Array.from({ length: 10 }, () => buffers.bufferFor(8 * KIB * KIB));
  for (const part of parts) await part.write(randomBytes(10));
  expect(buffers.usage()).toEqual({ memory: 64 * KIB, disk: 60 });
  parts[0]?.release();
  const late = buffers.bufferFor(KIB);
  await late.write(randomBytes(KIB));
  expect(buffers.usage()).toEqual({ memory: 49 * KIB, disk: 60 });
});

test.each([KIB * KIB, 0])("bytes that come after the release take nothing (memory %i)", async (memory) => {
  const buffers = new PartBuffers({ memory, folder });
  const part = buffers.bufferFor(KIB);
  await part.write(randomBytes(10));
  part.release();
  await part.write(randomBytes(10));
  expect(buffers.usage()).toEqual({ memory: 0, disk: 0 });
});

test("a release while bytes are written to the disk frees all of them", async () => {
  const buffers = new PartBuffers({ memory: 0, folder });
  const part = buffers.bufferFor(KIB * KIB);
  const writing = part.write(randomBytes(KIB * KIB));
  part.release();
  await Promise.resolve(writing).catch(() => {});
  expect(buffers.usage()).toEqual({ memory: 0, disk: 0 });
});

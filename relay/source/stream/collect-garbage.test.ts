import { constants, type NodeGCPerformanceDetail, PerformanceObserver } from "node:perf_hooks";
import { expect, test, vi } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";
import { PartBuffers } from "./part-buffers.ts";

const MIB = 1024 * 1024;

/** In a function of its own, so that nothing refers to the chunks when it returns. */
const readChunks = (count: number): number => {
  let bytes = 0;
  for (let chunk = 0; chunk < count; chunk++) bytes += Buffer.allocUnsafeSlow(64 * 1024).length;
  return bytes;
};

test("chunks without a reference are collected, also in a process that was started without --expose-gc", async () => {
  expect(globalThis.gc).toBeUndefined();
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const bytes = readChunks(100);
  collectGarbage();
  // V8 frees the memory of collected buffers on another thread.
  await vi.waitFor(() => expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + bytes / 2), {
    timeout: 10_000,
  });
});

test("garbage is collected after each 8 MiB of all parts together, and not for each small part", async () => {
  let collected = 0;
  const buffers = new PartBuffers({
    memory: 64 * MIB,
    folder: "unused",
    collectGarbage: () => {
      collected++;
    },
  });
  for (let part = 0; part < 20; part++) {
    const buffer = buffers.bufferFor(MIB);
    await buffer.write(new Uint8Array(MIB));
    buffer.release();
  }
  expect(collected).toBe(2);
});

type Entry = { startTime: number; detail: NodeGCPerformanceDetail };

test("buffers that are told nothing collect, too", async () => {
  // Entries of the tests before may come late.
  const began = performance.now();
  let forced = 0;
  const observer = new PerformanceObserver((list) => {
    // @types/node gives entries no detail, which those of the garbage collector have.
    for (const { detail, startTime } of list.getEntries() as unknown as Entry[])
      if (startTime >= began && (detail.flags ?? 0) & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) forced++;
  });
  observer.observe({ entryTypes: ["gc"] });
  const buffer = new PartBuffers({ memory: 64 * MIB, folder: "unused" }).bufferFor(8 * MIB);
  await buffer.write(new Uint8Array(8 * MIB));
  await vi.waitFor(() => expect(forced).toBe(1), { timeout: 10_000 });
  observer.disconnect();
  buffer.release();
});

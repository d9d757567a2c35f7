import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inBatches } from "./batches.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const recorder = () => {
  const seen: string[][] = [];
  const ends: (() => void)[] = [];
  const work = (batch: Set<string>) => {
    seen.push([...batch]);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  return { seen, end: () => ends.shift()?.(), work };
};

test("a burst is one batch, and work on it begins after the silence", async () => {
  const { seen, work } = recorder();
  const { add } = inBatches(work, 50);
  for (const path of ["a", "b", "a"]) {
    add(path);
    await vi.advanceTimersByTimeAsync(40);
  }
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(seen).toEqual([["a", "b"]]);
});

test("items added while a batch is worked on are the next batch", async () => {
  const { seen, end, work } = recorder();
  const { add } = inBatches(work, 50);
  add("a");
  await vi.advanceTimersByTimeAsync(50);
  add("b");
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toEqual([["a"]]);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toEqual([["a"], ["b"]]);
});

test("close drops the waiting items, and waits for the batch in progress", async () => {
  const { seen, end, work } = recorder();
  const batches = inBatches(work, 50);
  batches.add("a");
  await vi.advanceTimersByTimeAsync(50);
  batches.add("b");
  let closed = false;
  const closing = batches.close().then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect(closed).toBe(false);
  end();
  await closing;
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toEqual([["a"]]);
});

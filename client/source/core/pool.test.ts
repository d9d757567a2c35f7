import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pool } from "./pool.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const { signal } = new AbortController();
const MIB = 1024 * 1024;

/** All connections of the limit are in use, and `speed` bytes leave in each second of each connection, up to `most`. */
const prepare = async (options: { start: number; most: number }) => {
  const pool = new Pool(options);
  const take = async () => {
    await pool.acquire(signal);
    void take();
  };
  void take();
  await vi.waitFor(() => expect(pool.active).toBe(pool.limit), { timeout: 10_000 });
  const second = async (speed: number, most = Number.POSITIVE_INFINITY) => {
    vi.advanceTimersByTime(1001);
    pool.sent(Math.min(speed * pool.active, most));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { pool, second };
};

describe("the limit of connections", () => {
  it("grows while this makes the whole faster, up to the most", async () => {
    const { pool, second } = await prepare({ start: 8, most: 32 });
    const limits = [pool.limit];
    for (let i = 0; i < 8; i++) {
      await second(20 * MIB);
      limits.push(pool.limit);
    }
    expect(limits).toEqual([8, 10, 13, 17, 22, 28, 32, 32, 32]);
    expect(pool.active).toBe(32);
  });

  it("returns to what was as fast, when more connections make nothing faster", async () => {
    const { pool, second } = await prepare({ start: 8, most: 32 });
    for (let i = 0; i < 3; i++) await second(20 * MIB, 200 * MIB);
    expect(pool.limit).toBe(10);
  });

  it("is halved once for the failures of one moment", async () => {
    const { pool } = await prepare({ start: 8, most: 32 });
    for (let i = 0; i < 8; i++) pool.congested();
    expect(pool.limit).toBe(4);
    vi.advanceTimersByTime(2001);
    pool.congested();
    pool.congested();
    expect(pool.limit).toBe(2);
  });

  it("is never exceeded, and never below one", async () => {
    const pool = new Pool({ start: 2, most: 2 });
    const releases = await Promise.all([pool.acquire(signal), pool.acquire(signal)]);
    let third = false;
    const waiting = pool.acquire(signal).then((release) => {
      third = true;
      return release;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(third).toBe(false);
    releases[0]?.();
    (await waiting)();
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(3000);
      pool.congested();
    }
    expect(pool.limit).toBe(1);
  });

  it("loses no turn when one who waits is aborted", async () => {
    const pool = new Pool({ start: 1, most: 1 });
    const release = await pool.acquire(signal);
    const abort = new AbortController();
    const first = pool.acquire(abort.signal);
    const second = pool.acquire(signal);
    release();
    abort.abort();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    await expect(second).resolves.toBeTypeOf("function");
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hedging, type Running } from "./hedging.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** Three parts took 1 s each. Then `count` parts of 100 bytes are under way. */
const prepare = (budget: number, { count = 3, last = true } = {}) => {
  const hedges = hedging(budget, () => last);
  for (let i = 0; i < 3; i++) hedges.arrived(1000);
  const again: number[] = [];
  const parts = Array.from({ length: count }, (_, i): Running => {
    const since = performance.now();
    return { size: 100, since, sent: 0, hedged: false, again: () => void again.push(i) };
  });
  for (const part of parts) hedges.running.add(part);
  return { hedges, parts, again };
};

describe("a second attempt", () => {
  it("is made of a part that takes 1.5 times the median at the end, and 3 times before", () => {
    const end = prepare(1000);
    const middle = prepare(1000, { last: false });
    vi.advanceTimersByTime(1400);
    expect(end.again).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(end.again).toHaveLength(3);
    vi.advanceTimersByTime(1300);
    expect(middle.again).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(middle.again).toHaveLength(3);
    vi.advanceTimersByTime(60_000);
    expect(end.again).toHaveLength(3);
  });

  it("is made early of a part whose speed shows that it will be slow, the slowest first", () => {
    const { parts, again } = prepare(100);
    for (const [i, sent] of [90, 5, 20].entries()) Object.assign(parts[i] ?? {}, { sent });
    vi.advanceTimersByTime(500);
    expect(again).toEqual([1]);
  });

  it("never goes over the budget, and what a loser did not send is free again", () => {
    const { hedges, again } = prepare(250);
    vi.advanceTimersByTime(10_000);
    expect(again).toHaveLength(2);
    hedges.refund(40);
    vi.advanceTimersByTime(1000);
    expect(again).toHaveLength(2);
    hedges.refund(60);
    vi.advanceTimersByTime(1000);
    expect(again).toHaveLength(3);
  });

  it("is not made without a budget, before enough parts have arrived, or after the end", () => {
    const none = prepare(0);
    const early = hedging(1000, () => true);
    const part = { size: 1, since: 0, sent: 0, hedged: false, again: vi.fn() };
    early.running.add(part);
    const ended = prepare(1000);
    ended.hedges.stop();
    vi.advanceTimersByTime(60_000);
    expect([none.again, ended.again]).toEqual([[], []]);
    expect(part.again).not.toHaveBeenCalled();
  });
});

import { expect, test } from "vitest";
import { crashes } from "./crashes.ts";
import { KILLS } from "./kills.ts";

/** Milliseconds. Thousands of states are laid out and recovered from. */
const LONG = 400_000;

test(
  "a spool that loses its power at any time keeps its promises",
  async () => {
    const { points, states, told, faults } = await crashes();
    expect(faults).toEqual([]);
    expect(told).toBe(15);
    expect(points).toBeGreaterThan(300);
    expect(states).toBeGreaterThan(800);
    console.log(`Power loss: ${points} points, ${states} states of the disk.`);
  },
  LONG,
);

test.each(KILLS)(
  "a spool that was killed after it had %s, and then loses its power, keeps its promises",
  async (_, killAfter) => {
    const { points, states, faults } = await crashes({ killAfter });
    expect(faults).toEqual([]);
    console.log(`Power loss after kill -9: ${points} points, ${states} states of the disk.`);
  },
  LONG,
);

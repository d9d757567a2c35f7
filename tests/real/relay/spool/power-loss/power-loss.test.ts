import { expect, test } from "vitest";
import { crashes } from "./crashes.ts";
import { type SystemCall, stringsOf } from "./trace.ts";

/** Milliseconds. Thousands of states are laid out and recovered from. */
const LONG = 400_000;

test(
  "a spool that loses its power at any time keeps its promises",
  async () => {
    const { points, states, told, faults } = await crashes();
    expect(faults).toEqual([]);
    expect(told).toBe(15);
    expect(points).toBeGreaterThan(300);
    expect(states).toBeGreaterThan(5000);
    console.log(`Power loss: ${points} points, ${states} states of the disk.`);
  },
  LONG,
);

/** The first call of this name on a path that matches. */
const on = (name: string, path: RegExp) => (call: SystemCall) =>
  call.name === name && stringsOf(call).some((bytes) => path.test(bytes.toString()));

/** The n-th call of this name. */
const nth = (name: string, count: number) => {
  let left = count;
  return (call: SystemCall) => {
    if (call.name === name) left -= 1;
    return left === 0;
  };
};

test.each([
  ["made its folder", on("mkdir", /spool\/files$/)],
  ["made the write-ahead log", on("openat", /-wal$/)],
  ["given a file its name", on("rename", /./)],
  ["given an upload its name", nth("rename", 3)],
  ["deleted a copy", on("unlink", /files\/[-0-9a-f]+$/)],
  ["discarded an upload", on("unlink", /\.part$/)],
])(
  "a spool that was killed after it had %s, and then loses its power, keeps its promises",
  async (_, killAfter) => {
    const { points, states, faults } = await crashes({ killAfter });
    expect(faults).toEqual([]);
    console.log(`Power loss after kill -9: ${points} points, ${states} states of the disk.`);
  },
  LONG,
);

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultsAfterCrash, summaryOf, toldOf } from "./check.ts";
import { inLanes } from "./lanes.ts";
import { runChild } from "./run-child.ts";

/** Runs the story in a child that is killed after this operation. @returns what is wrong afterwards */
async function killAt(operation: number) {
  const root = await mkdtemp(join(tmpdir(), "malote-kill-"));
  try {
    const { output, signal } = await runChild(root, { KILL_AT: `${operation}` });
    const told = toldOf(output);
    return { told, signal, output, faults: await faultsAfterCrash(root, told) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test("a spool that is killed with SIGKILL after any of its operations keeps its promises", async () => {
  const whole = await killAt(Number.NaN);
  expect(whole.signal).toBe(null);
  expect(whole.faults).toEqual([]);
  expect(whole.told.filter((each) => "accepted" in each)).toHaveLength(7);
  const { operations } = summaryOf(whole.output);
  expect(operations).toBeGreaterThan(100);

  const found: string[] = [];
  let killed = 0;
  await inLanes(Array(operations).keys(), async (operation) => {
    const { faults, signal } = await killAt(operation);
    if (signal === "SIGKILL") killed += 1;
    for (const fault of faults) found.push(`killed after operation ${operation}: ${fault}`);
  });
  expect(found).toEqual([]);
  // Files that are accepted together may share a transaction or not, so the last operations are not always reached.
  expect(killed).toBeGreaterThan(operations - 10);
}, 240_000);

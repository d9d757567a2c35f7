import type { TimeLeft } from "@malote/core";
import { oldestUnfinishedSeconds } from "./oldest-unfinished.ts";
import type { ReconcilerPorts, Tally } from "./ports.ts";
import { reconcileDue } from "./reconcile-due.ts";
import { reconcileLeftovers } from "./reconcile-leftovers.ts";

/**
 * One run: the files that are due, the objects left in temp/, and the age of the oldest unfinished file. If a step fails,
 * the others still run. The first fault is thrown at the end, so that the run counts as failed. A run that is cut off
 * leaves the rest to the next run.
 */
export const reconcile = (given: ReconcilerPorts) => async (time: TimeLeft) => {
  const tally: Tally = { files: {}, objects: {}, failed: 0 };
  const report: ReconcilerPorts["report"] = {
    ...given.report,
    failed: (what, cause) => {
      tally.failed += 1;
      given.report.failed(what, cause);
    },
  };
  const ports = { ...given, report };
  const faults: unknown[] = [];
  const step = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (fault) {
      faults.push(fault);
      report.failed(name, fault);
    }
  };

  await step("files that are due", () => reconcileDue(ports, time, countIn(tally.files)));
  await step("objects left in temp/", () => reconcileLeftovers(ports, time, countIn(tally.objects)));
  await step("the oldest unfinished file", async () => {
    tally.oldestUnfinishedSeconds = await oldestUnfinishedSeconds(ports);
  });
  report.finished(tally);
  if (faults.length > 0) throw faults[0];
  return tally;
};

const countIn =
  <K extends string>(counts: Partial<Record<K, number>>) =>
  (outcome: K): void => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  };

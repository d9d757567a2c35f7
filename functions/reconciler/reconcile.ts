import type { TimeLeft } from "@malote/core";
import { oldestUnfinishedSeconds } from "./oldest-unfinished.ts";
import type { ReconcilerPorts, Tally } from "./ports.ts";
import { reconcileDue } from "./reconcile-due.ts";
import { reconcileLeftovers } from "./reconcile-leftovers.ts";

/**
 * One run: files that are due, what was left in temp/, and how old the oldest unfinished file is. A step
 * that fails does not keep the others from theirs; the first fault is thrown at the end, so that the run
 * counts as failed. Cut off anywhere, a run leaves what it has not done to the next.
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

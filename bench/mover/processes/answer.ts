import { readFileSync } from "node:fs";
import type { SQSRecord } from "aws-lambda";
import type { Calls } from "../bill.ts";

/** Batches, one after the other: the next begins when the one before is done, as with Lambda's own poller. */
export type MoverRequest = { batches: SQSRecord[][] };

export type Keys = { from: string; to: string };
export type BareRequest = { batches: Keys[][]; atOnce: boolean };

export type Answer = {
  /** Messages that were not done, by their ids. */
  failed: string[];
  /** What the request took of a processor, in milliseconds. */
  cpuMs: number;
  /** The most memory the process ever had, in KiB. */
  peakKib: number;
  /** Since the process began; empty unless they are recorded. */
  calls: Calls;
};

/** Answers each request of the process that started this one, in turn, and ends with it. */
export const serve = <Request>(work: (request: Request) => Promise<string[]>): void => {
  process.on("message", async (request) => {
    const before = process.cpuUsage();
    const failed = await work(request as Request);
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000;
    const answer: Answer = { failed, cpuMs, peakKib: peakKib(), calls: globalThis.recordedCalls ?? {} };
    process.send?.(answer);
  });
  process.on("disconnect", () => process.exit());
};

declare global {
  var recordedCalls: Calls | undefined;
}

/**
 * Not maxRSS alone: on Linux a process inherits it from the one that forked it, and this one's parent is the
 * larger of the two. VmHWM begins with the program.
 */
const peakKib = (): number => {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kib !== undefined) return Number(kib);
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS;
};

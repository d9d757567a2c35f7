import { readFileSync } from "node:fs";
import type { SQSRecord } from "aws-lambda";
import type { Calls } from "../bill.ts";

/** Batches to move one after the other: a batch begins when the previous batch is done, as with Lambda's poller. */
export type MoverRequest = { batches: SQSRecord[][] };

export type Keys = { id: string; from: string; to: string };
/** "calls": the mover's own calls, for a batch at once. The other two only copy and delete. */
export type BareWay = "one by one" | "at once" | "calls";
export type BareRequest = { batches: Keys[][]; way: BareWay };

export type WorkResponse = {
  /** The ids of the messages that failed. */
  failed: string[];
  /** CPU time of the request, in milliseconds. */
  cpuMs: number;
  /** Peak memory of the process since it began, in KiB. */
  peakKib: number;
  /** Calls since the process began. Empty unless calls are recorded. */
  calls: Calls;
};

/** Responds to each request of the parent process, and ends with the parent process. */
export const serve = <Request>(work: (request: Request) => Promise<string[]>): void => {
  process.on("message", async (request) => {
    const before = process.cpuUsage();
    const failed = await work(request as Request);
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000;
    const response: WorkResponse = {
      failed,
      cpuMs,
      peakKib: peakKib(),
      calls: globalThis.recordedCalls ?? {},
    };
    process.send?.(response);
  });
  process.on("disconnect", () => process.exit());
};

declare global {
  var recordedCalls: Calls | undefined;
}

/**
 * Reads VmHWM, because on Linux a process inherits maxRSS from its parent, and this process's parent is larger. VmHWM
 * begins with the program. Other systems have only maxRSS.
 */
const peakKib = (): number => {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kib !== undefined) return Number(kib);
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS;
};

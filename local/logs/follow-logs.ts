import { setTimeout as delay } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { StackJson } from "../stack/index.ts";
import { sourceOf } from "../stack/resources.ts";
import type { Invocation, LogLine } from "./event.ts";
import { functionLogGroups } from "./log-groups.ts";

/** Milliseconds between two reads. */
const PERIOD = 300;
/** Milliseconds. An invocation's lines have an earlier time than their storage; a read goes back this far. */
const OVERLAP = 5000;

/**
 * Calls back with each invocation of the stack's functions soon after it has ended, until aborted.
 * It reads the emulator's CloudWatch Logs, as it would read AWS's: the emulator's own output has the logs of some
 * invocations only. The emulator stores an invocation's lines all at once, in a log stream of their own, so a stream
 * that was read once is complete.
 */
export const followLogs = async (
  stack: StackJson,
  signal: AbortSignal,
  onInvocation: (invocation: Invocation) => void,
): Promise<void> => {
  const source = sourceOf(stack);
  const client = new CloudWatchLogsClient(source);
  const groups = await functionLogGroups(source, stack.stack_name);
  let lastRead = Date.now();
  let seen = new Set<string>();
  while (!signal.aborted) {
    const now = Date.now();
    const reads = [...groups].map(([group, name]) => readGroup(client, group, name, lastRead - OVERLAP));
    // A read fails when the emulator is busy or ends. That is not reported: the next read finds what this one missed.
    const found = await Promise.all(reads).catch(() => undefined);
    if (found) {
      const invocations = found.flat().sort(byStart);
      for (const { stream, ...invocation } of invocations) if (!seen.has(stream)) onInvocation(invocation);
      seen = new Set(invocations.map(({ stream }) => stream));
      lastRead = now;
    }
    await delay(PERIOD, undefined, { signal }).catch(() => {});
  }
  client.destroy();
};

/** The invocations that a log group has since `startTime`. */
const readGroup = async (
  client: CloudWatchLogsClient,
  logGroupName: string,
  name: string,
  startTime: number,
) => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
  const streams = new Map<string, LogLine[]>();
  for (const { logStreamName: stream = "", timestamp: at = 0, message: text = "" } of events) {
    streams.set(stream, [...(streams.get(stream) ?? []), { at, text }]);
  }
  return [...streams].map(([stream, lines]) => ({ stream, name, lines }));
};

const byStart = (a: Invocation, b: Invocation) => (a.lines[0]?.at ?? 0) - (b.lines[0]?.at ?? 0);

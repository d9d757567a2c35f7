import { setTimeout as delay } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { StackJson } from "../stack/index.ts";
import { sourceOf } from "../stack/resources.ts";
import type { Invocation, LogLine } from "./event.ts";
import { functionLogGroups } from "./log-groups.ts";

/** Milliseconds between two looks. */
const PERIOD = 300;
/** An invocation is stamped before it is stored; looking back this far misses none. */
const OVERLAP = 5000;

/**
 * Hands over each invocation of the stack's functions soon after it has ended, until aborted.
 * It asks the emulator's CloudWatch Logs, as one would ask AWS; the emulator's own output has the logs of
 * some invocations only. There an invocation's lines are stored all at once, as a log stream of their own:
 * a stream that was seen is done.
 */
export const followLogs = async (
  stack: StackJson,
  signal: AbortSignal,
  onInvocation: (invocation: Invocation) => void,
): Promise<void> => {
  const source = sourceOf(stack);
  const client = new CloudWatchLogsClient(source);
  const groups = await functionLogGroups(source, stack.stack_name);
  let lookedAt = Date.now();
  let seen = new Set<string>();
  while (!signal.aborted) {
    const now = Date.now();
    const looks = [...groups].map(([group, name]) => look(client, group, name, lookedAt - OVERLAP));
    // An emulator that is busy or ending is not for the logs to report; the next look finds what was missed.
    const found = await Promise.all(looks).catch(() => undefined);
    if (found) {
      const invocations = found.flat().sort(byStart);
      for (const { stream, ...invocation } of invocations) if (!seen.has(stream)) onInvocation(invocation);
      seen = new Set(invocations.map(({ stream }) => stream));
      lookedAt = now;
    }
    await delay(PERIOD, undefined, { signal }).catch(() => {});
  }
  client.destroy();
};

/** What a log group got since, an invocation at a time. */
const look = async (client: CloudWatchLogsClient, logGroupName: string, name: string, startTime: number) => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
  const streams = new Map<string, LogLine[]>();
  for (const { logStreamName: stream = "", timestamp: at = 0, message: text = "" } of events) {
    streams.set(stream, [...(streams.get(stream) ?? []), { at, text }]);
  }
  return [...streams].map(([stream, lines]) => ({ stream, name, lines }));
};

const byStart = (a: Invocation, b: Invocation) => (a.lines[0]?.at ?? 0) - (b.lines[0]?.at ?? 0);

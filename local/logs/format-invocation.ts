import type { Invocation } from "./event.ts";
import { formatFrame } from "./format-frame.ts";
import { formatMetrics, formatRecord, parseRecord, prefixed } from "./format-record.ts";
import { redact } from "./redact.ts";

const PLATFORM = /^(START|END) RequestId: /;
const REPORT = /^REPORT RequestId: .*?\bDuration: ([\d.]+) ms/;
// Node.js about the emulator's own worker script, once a worker, not about the function in it.
// And the SDK about the emulator's queues, which it names after "localhost".
const WORKER_NOISE =
  /^\(node:\d+\) \[DEP0169\]|^\(Use `node --trace-deprecation|^QueueUrl=http:\/\/localhost:|^Set \[endpoint=string\]/;

/**
 * An invocation as lines to read: what it logged, one line an event, the duration behind the last of them.
 * Where it logged nothing, the duration is all there is to say.
 */
export const formatInvocation = ({ name, lines }: Invocation): string[] => {
  let duration: string | undefined;
  let last: number | undefined;
  const shown: string[] = [];
  for (const { at, text } of lines) {
    const report = text.match(REPORT);
    if (report) duration = `${report[1]} ms`;
    if (report || PLATFORM.test(text) || WORKER_NOISE.test(text) || text.trim() === "") continue;
    const record = parseRecord(text);
    const metrics = record && formatMetrics(name, record, at);
    // A stack trace that was printed as it is: its lines belong to the one above.
    if (!record && /^\s/.test(text)) {
      const frame = formatFrame(text);
      if (frame) shown.push(`    ${frame}`);
    } else {
      if (!metrics || last === undefined) last = shown.length;
      if (metrics) shown.push(metrics);
      else shown.push(...(record ? formatRecord(name, record, at) : [prefixed(at, name, "-", text)]));
    }
  }
  const at = lines[0]?.at ?? 0;
  if (last !== undefined && duration) shown[last] += `  ${duration}`;
  else if (duration) shown.push(prefixed(at, name, "-", `ran  ${duration}`));
  return shown.map(redact);
};

import type { Invocation } from "./event.ts";
import { formatFrame } from "./format-frame.ts";
import { formatMetrics, formatRecord, parseRecord, prefixed } from "./format-record.ts";
import { redact } from "./redact.ts";

const PLATFORM = /^(START|END) RequestId: /;
const REPORT = /^REPORT RequestId: .*?\bDuration: ([\d.]+) ms/;
// Two warnings that are not about the function: Node.js's about the emulator's worker script (once per worker), and
// the SDK's about the emulator's queues, which have "localhost" in their URLs.
const WORKER_NOISE =
  /^\(node:\d+\) \[DEP0169\]|^\(Use `node --trace-deprecation|^QueueUrl=http:\/\/localhost:|^Set \[endpoint=string\]/;

/**
 * An invocation as lines for people to read: one line per record, with the duration at the end of the last line.
 * An invocation that logged nothing is one line with its duration.
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
    // A line of a stack trace that was printed as plain text: it belongs to the line above.
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

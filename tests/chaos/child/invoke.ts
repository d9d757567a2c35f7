// node --conditions=source invoke.ts: one invocation of one deployed function's handler, in a process that may be
// killed at any of its calls. What is asked comes as JSON on standard input, what came of it goes out the same way.
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { aContext } from "#testing/api-event.ts";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import type { Asked, Outcome } from "./a-child.ts";
import { watchCalls } from "./watch-calls.ts";

const SAMPLE_MS = 5;

const { handler: file, event, kill, parts }: Asked = JSON.parse(await text(process.stdin));
const calls = watchCalls(kill);
const { handler } = await import(pathToFileURL(file).href);
const idle = process.memoryUsage.rss();
let peak = idle;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, SAMPLE_MS).unref();

const time = parts === undefined ? TIME_LEFT : timeFor(parts);
const answer = await handler(event, { ...aContext(), getRemainingTimeInMillis: time });
const outcome: Outcome = { calls: [...calls], answer, idle, peak };
process.stdout.write(JSON.stringify(outcome));

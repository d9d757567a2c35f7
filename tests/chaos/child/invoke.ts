// node --conditions=malote-source invoke.ts: invokes the handler of one function once, in a process that may be killed at
// any of its calls. Standard input is an InvocationInput as JSON, standard output an Outcome as JSON.
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { aContext } from "#testing/api-event.ts";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import type { InvocationInput, Outcome } from "./a-child.ts";
import { watchCalls } from "./watch-calls.ts";

const SAMPLE_MS = 5;

const { handler: file, event, kill, parts }: InvocationInput = JSON.parse(await text(process.stdin));
const calls = watchCalls(kill);
const { handler } = await import(pathToFileURL(file).href);
const idle = process.memoryUsage.rss();
let peak = idle;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, SAMPLE_MS).unref();

const time = parts === undefined ? TIME_LEFT : timeFor(parts);
const response = await handler(event, { ...aContext(), getRemainingTimeInMillis: time });
const outcome: Outcome = { calls: [...calls], response, idle, peak };
process.stdout.write(JSON.stringify(outcome));

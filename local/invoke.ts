import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { stateHome } from "../tools/paths.ts";
import { chooseFunction } from "./invoke/choose-function.ts";
import { formatResponse } from "./invoke/format-response.ts";
import { invokeFunction } from "./invoke/invoke-function.ts";
import { events, readSample, sampleNames } from "./invoke/samples.ts";
import { formatInvocation } from "./logs/format-invocation.ts";
import { functionNames, sourceOf } from "./stack/resources.ts";
import { readStackState } from "./stack/running-stack.ts";
import type { StackJson } from "./stack/stack-json.ts";
import { templateFunctions } from "./stack/template.ts";

const HELP = `npm run invoke -- FUNCTION [EVENT]

Invokes one function of the stack that npm start runs with an event, and prints its result and its
log. Only the function runs: without API Gateway, without a queue, and without Docker.

  FUNCTION   its name in template.yaml, in capital or small letters: consult
  EVENT      a sample of events/, with or without .json, or a file. The default is the sample that
             has the function's name

The exit code is 0 when the function returned, whatever it returned, and 1 when it threw.`;

const print = (line: string) => console.log(line);

const runningStack = async (): Promise<StackJson> => {
  const found = await readStackState(stateHome);
  if (found.state === "running") return found.stack;
  throw new Trouble(
    found.state === "unhealthy"
      ? "A stack was started, but does not respond. Stop it and start it again: npm run stop && npm start"
      : "No stack is running. Start one first, in another terminal: npm start (or: npm start -- --once)",
  );
};

const invoke = async (wanted: string, event: string | undefined): Promise<number> => {
  const named = chooseFunction(
    wanted,
    (await templateFunctions()).map(({ name }) => name),
  );
  const sample = await readSample(named.toLowerCase(), event);
  const stack = await runningStack();
  const source = sourceOf(stack);
  const physical = (await functionNames(source, stack.stack_name)).get(named);
  if (!physical) throw new Trouble(`${named} is not deployed yet. Restart npm start.`);

  const { payload, functionError, log, milliseconds } = await invokeFunction(source, physical, sample.event);
  print(formatResponse(payload));
  const at = Date.now();
  const name = named.toLowerCase();
  const lines = formatInvocation({ name, lines: log.map((text) => ({ at, text })) });
  if (lines.length > 0) print(["", ...lines].join("\n"));
  print(`\n${name} ${functionError ? "failed" : "returned"} on ${sample.name} after ${milliseconds} ms.`);
  return functionError ? 1 : 0;
};

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run invoke", {
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [wanted, event, ...more] = positionals;
  if (values.help || wanted === undefined) {
    const names = (await templateFunctions()).map(({ name }) => name.toLowerCase());
    print(`${HELP}\n\nFunctions: ${names.join(", ")}`);
    print(`Samples:   ${(await sampleNames(events, "")).join(", ")}`);
    return values.help ? 0 : 1;
  }
  if (more.length > 0) throw new Trouble("npm run invoke accepts one function and one event.");
  return invoke(wanted, event);
});

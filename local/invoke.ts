import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { stateHome } from "../tools/paths.ts";
import { chooseFunction } from "./invoke/choose-function.ts";
import { formatAnswer } from "./invoke/format-answer.ts";
import { invokeFunction } from "./invoke/invoke-function.ts";
import { events, readSample, sampleNames } from "./invoke/samples.ts";
import { formatInvocation } from "./logs/format-invocation.ts";
import { functionNames, sourceOf } from "./stack/resources.ts";
import { lookAtStack } from "./stack/running-stack.ts";
import type { StackJson } from "./stack/stack-json.ts";
import { templateFunctions } from "./stack/template.ts";

const HELP = `npm run invoke -- FUNCTION [EVENT]

Runs one function of the stack that npm start runs on an event, and prints its answer and its
log. Only the function: no API Gateway and no queue in front of it, and no Docker.

  FUNCTION   as in template.yaml, in any case: consult
  EVENT      a sample of events/, with or without .json, or a file; without it, the sample that
             is named like the function

Ends with 0 when the function returned, whatever it answered, and with 1 when it threw.`;

const print = (line: string) => console.log(line);

const runningStack = async (): Promise<StackJson> => {
  const look = await lookAtStack(stateHome);
  if (look.state === "running") return look.stack;
  throw new Trouble(
    look.state === "unhealthy"
      ? "The stack that was started does not answer. End it and start it again: npm run stop && npm start"
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
  if (!physical) throw new Trouble(`${named} is not deployed yet: restart npm start.`);

  const { payload, functionError, log, milliseconds } = await invokeFunction(source, physical, sample.event);
  print(formatAnswer(payload));
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
  if (more.length > 0) throw new Trouble("It takes one function and one event at a time.");
  return invoke(wanted, event);
});

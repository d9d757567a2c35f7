import { join, relative } from "node:path";
import { readArguments, readPort } from "../tools/command/arguments.ts";
import { interruption } from "../tools/command/interruption.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { seconds } from "../tools/command/step.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { stateHome } from "../tools/paths.ts";
import { readAllowedOrigins } from "./stack/allowed-origins.ts";
import { alreadyRunning } from "./stack/already-running.ts";
import { type Stack, startStack } from "./stack/index.ts";
import { readStackState } from "./stack/running-stack.ts";
import { removeStackJson, type StackJson } from "./stack/stack-json.ts";
import { untilStopped } from "./stack/until-stopped.ts";
import { greeting } from "./walk/greeting.ts";

const HELP = `npm start [-- OPTIONS]

Runs the whole template on this machine, without a cloud account and without Docker. It prints
the functions' logs until Ctrl-C. When a file under functions/ or layers/ is saved, the new code
runs a moment later. It also serves a page where the API can be tried.

  --port N   the port on 127.0.0.1 (4566); 0 picks a free port. One clone runs one stack
  --once     starts the stack and returns: the stack keeps running, but without watching the
             sources. npm run stop ends it
  --allow-origin URL
             lets the pages of this origin call the stack from a browser, such as
             http://localhost:3000 (only this machine's; may be given several times). All other
             pages are refused, except the stack's own page
  --help     prints this text

The first run installs the emulator and the SAM CLI into .malote/python. They run on this machine's
Python if it is 3.10 or newer, or else on one that the first run downloads.
MALOTE_PYTHON=/path/to/python3 selects the Python to use.`;

const stackFile = relative(process.cwd(), join(stateHome, "stack.json"));

const print = (line: string) => console.log(line);

/** The stack of an earlier `npm start`, if it still runs. Removes the stack.json of a stack that has ended. */
const findRunning = async (): Promise<StackJson | undefined> => {
  const found = await readStackState(stateHome);
  if (found.state === "running") return found.stack;
  if (found.state === "unhealthy") {
    throw new Trouble("A stack was started, but does not respond any more. Stop it first: npm run stop");
  }
  if (found.state === "stale") {
    print("Removing the stack.json of a stack that has ended.");
    await removeStackJson(stateHome);
  }
  return undefined;
};

interface Options {
  port: number;
  allowOrigins: string[];
}

const start = async (options: Options, signal: AbortSignal): Promise<Stack | undefined> => {
  const started = performance.now();
  try {
    const stack = await startStack({ home: stateHome, ...options, page: true, onLine: print, signal });
    print(`Started in ${seconds(performance.now() - started)}.`);
    return stack;
  } catch (error) {
    if (!signal.aborted) throw error;
    print("Stopped during the start. Nothing is left running.");
    return undefined;
  }
};

const startOnce = async (options: Options, signal: AbortSignal): Promise<number> => {
  const stack = await start(options, signal);
  if (!stack) return 0;
  stack.release();
  print(greeting(stack.outputs, stackFile, "The stack keeps running. To stop it: npm run stop"));
  return 0;
};

const startAndFollow = async (options: Options, signal: AbortSignal): Promise<number> => {
  const stack = await start(options, signal);
  if (!stack) return 0;
  print(
    greeting(
      stack.outputs,
      stackFile,
      "A file saved under functions/ or layers/ runs at once. To stop: Ctrl-C. The functions' logs follow.",
    ),
  );
  await untilStopped(stack, signal, print);
  print("Stopped.");
  return 0;
};

await runCommand(async () => {
  const { values } = readArguments("npm start", {
    options: {
      port: { type: "string", default: "4566" },
      once: { type: "boolean", default: false },
      "allow-origin": { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const options = { port: readPort(values.port), allowOrigins: readAllowedOrigins(values["allow-origin"]) };
  const running = await findRunning();
  if (running) {
    const where = alreadyRunning(running);
    if (!values.once) throw new Trouble(where);
    print(where);
    return 0;
  }
  const signal = interruption();
  return values.once ? startOnce(options, signal) : startAndFollow(options, signal);
});

import { join, relative } from "node:path";
import { readArguments, readPort } from "../tools/command/arguments.ts";
import { interruption } from "../tools/command/interruption.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { seconds } from "../tools/command/step.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { stateHome } from "../tools/paths.ts";
import { type Stack, startStack } from "./stack/index.ts";
import { readStackState } from "./stack/running-stack.ts";
import { removeStackJson, type StackJson } from "./stack/stack-json.ts";
import { untilStopped } from "./stack/until-stopped.ts";
import { greeting } from "./walk/greeting.ts";

const HELP = `npm start [-- OPTIONS]

Runs the whole template on this machine, without a cloud account and without Docker,
shows what the functions log until Ctrl-C, and keeps them as the sources are: what is saved under
functions/ and layers/ runs a moment later. Also serves a page where the API can be tried.

  --port N   where it listens, on 127.0.0.1 (4566); 0 picks a free port
  --once     returns once the stack is up and leaves it running, without watching the sources;
             npm run stop ends it
  --help     this

Needs Python 3.10 or newer for the emulator and the SAM CLI, which the first run installs
into .malote/python (MALOTE_PYTHON=/path/to/python3 names the Python to use).`;

const stackFile = relative(process.cwd(), join(stateHome, "stack.json"));

const print = (line: string) => console.log(line);

/** The stack of an earlier `npm start`, if it still is there; what only claims to be is cleared away. */
const alreadyRunning = async (): Promise<StackJson | undefined> => {
  const found = await readStackState(stateHome);
  if (found.state === "running") return found.stack;
  if (found.state === "unhealthy") {
    throw new Trouble("A stack was started and does not answer any more. End it first: npm run stop");
  }
  if (found.state === "stale") {
    print("Removing stack.json of a stack that is gone.");
    await removeStackJson(stateHome);
  }
  return undefined;
};

const start = async (port: number, signal: AbortSignal): Promise<Stack | undefined> => {
  const started = performance.now();
  try {
    const stack = await startStack({ home: stateHome, port, page: true, onLine: print, signal });
    print(`Up after ${seconds(performance.now() - started)}.`);
    return stack;
  } catch (error) {
    if (!signal.aborted) throw error;
    print("Stopped while starting; nothing is left running.");
    return undefined;
  }
};

const startOnce = async (port: number, signal: AbortSignal): Promise<number> => {
  const stack = await start(port, signal);
  if (!stack) return 0;
  stack.release();
  print(greeting(stack.outputs, stackFile, "It goes on running. To stop it: npm run stop"));
  return 0;
};

const startAndFollow = async (port: number, signal: AbortSignal): Promise<number> => {
  const stack = await start(port, signal);
  if (!stack) return 0;
  print(
    greeting(
      stack.outputs,
      stackFile,
      "What is saved under functions/ and layers/ runs at once. To stop: Ctrl-C. What the functions log follows.",
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
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const port = readPort(values.port);
  const running = await alreadyRunning();
  if (running) {
    const where = `A stack already runs: ${running.api_url} (npm run stop ends it).`;
    if (!values.once) throw new Trouble(where);
    print(where);
    return 0;
  }
  const signal = interruption();
  return values.once ? startOnce(port, signal) : startAndFollow(port, signal);
});

import { join } from "node:path";
import { readArguments } from "../tools/command/arguments.ts";
import { interruption } from "../tools/command/interruption.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { unlessInterrupted } from "../tools/command/unless-interrupted.ts";
import { stateHome } from "../tools/paths.ts";
import { roundTrip } from "./demo/round-trip.ts";
import { openSource } from "./demo/source-file.ts";
import { type StackJson, startStack } from "./stack/index.ts";
import { readStackState } from "./stack/running-stack.ts";

const HELP = `npm run demo -- FILE

Uploads FILE and downloads it again: signs in, requests an upload, sends the bytes to S3,
confirms, follows the status, downloads, and compares the SHA-256. Uses the stack that npm start
runs. If none runs, it starts a stack on a free port, and stops it afterwards.`;

const print = (line: string) => console.log(line);

/** Runs `work` with the stack that runs. If none runs, starts one and stops it afterwards. */
const withStack = async (work: (stack: StackJson) => Promise<void>): Promise<void> => {
  const found = await readStackState(stateHome);
  if (found.state === "running") return work(found.stack);
  if (found.state === "unhealthy") {
    throw new Trouble(
      "A stack was started, but does not respond. Stop it, then run this again: npm run stop",
    );
  }
  print("No stack is running. Starting one for this run.");
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const stack = await startStack({ home: join(stateHome, "demo"), onLine: print, signal });
  try {
    await unlessInterrupted(signal, work(stack.outputs));
  } finally {
    await stack.stop();
  }
};

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run demo", {
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [path, ...more] = positionals;
  if (values.help || path === undefined) {
    print(HELP);
    return values.help ? 0 : 2;
  }
  if (more.length > 0) throw new Trouble("The demo accepts one file.", { exitCode: 2 });
  const source = await openSource(path);
  await withStack((stack) => roundTrip(stack, source, print));
  return 0;
});

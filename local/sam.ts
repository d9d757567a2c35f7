import { spawn } from "node:child_process";
import { constants } from "node:os";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { toolPath } from "../tools/paths.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";

const HELP = `npm run sam -- <arguments>            the SAM CLI, in the version that this project pins
npm run sam -- cfn-lint <arguments>   cfn-lint from the same environment

All arguments are passed on: npm run sam -- --help prints the SAM CLI's own help.
Examples: npm run sam -- deploy --config-env dev
          npm run sam -- local invoke Consult -e events/consult.json`;

/** Runs the program in this terminal and returns its exit code. */
const passThrough = (file: string, args: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: "inherit",
      env: { ...process.env, PATH: toolPath, SAM_CLI_TELEMETRY: "0" },
    });
    // Ctrl-C reaches the program without us. Other signals are passed on to it.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => reject(new Trouble(`${file} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 1)));
  });

await runCommand(async () => {
  const [first, ...rest] = process.argv.slice(2);
  if (first === undefined) {
    console.log(HELP);
    return 0;
  }
  // Standard output is for the program alone, so our own progress goes to standard error.
  await ensureEnvironments(["sam"], { onLine: (line) => console.error(line) });
  return first === "cfn-lint"
    ? passThrough(programOf("sam", "cfn-lint"), rest)
    : passThrough(programOf("sam", "sam"), [first, ...rest]);
});

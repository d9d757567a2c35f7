import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OnLine } from "../../tools/command/step.ts";
import { Trouble, tailOf } from "../../tools/command/trouble.ts";
import { redact } from "../logs/redact.ts";
import { watchStack } from "../watch/watch-stack.ts";
import type { Stack } from "./index.ts";
import { showLogs } from "./show-logs.ts";
import { wasStopped } from "./stop-stack.ts";

/**
 * Prints the functions' logs and updates the functions when their sources change, until `interrupted` aborts. Then it
 * stops the stack.
 * @throws Trouble when the emulator ends by itself
 */
export const untilStopped = async (stack: Stack, interrupted: AbortSignal, onLine: OnLine): Promise<void> => {
  const done = new AbortController();
  const following = showLogs(stack.outputs, done.signal, onLine).catch((error: unknown) =>
    onLine(`The functions' logs cannot be shown: ${error}`),
  );
  // After the stack has ended, messages about an update in progress are of no use.
  const printUntilDone: OnLine = (line) => {
    if (!done.signal.aborted) onLine(line);
  };
  const watching = watchStack({ stack: stack.outputs, built: stack.built, onLine: printUntilDone }).catch(
    (error: unknown) =>
      printUntilDone(`The sources are not watched. Restart npm start to run a change: ${error}`),
  );
  const interruption = interrupted.aborted ? Promise.resolve() : once(interrupted, "abort");
  try {
    await Promise.race([interruption, stack.exited]);
  } finally {
    done.abort();
    await following;
    await stack.stop();
    const endWatch = await watching;
    if (endWatch) await endWatch();
  }
  if (interrupted.aborted || (await wasStopped(dirname(stack.outputs.logs), stack.outputs.instance))) return;
  const log = join(stack.outputs.logs, "emulator.log");
  throw new Trouble(`The emulator ended by itself, so the stack is gone. Its log: ${log}`, {
    tail: redact(tailOf(await readFile(log, "utf8").catch(() => ""))),
  });
};

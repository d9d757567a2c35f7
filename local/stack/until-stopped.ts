import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OnLine } from "../command/step.ts";
import { Trouble, tailOf } from "../command/trouble.ts";
import { followLogs } from "../logs/follow-logs.ts";
import { formatInvocation } from "../logs/format-invocation.ts";
import { redact } from "../logs/redact.ts";
import type { Stack } from "./index.ts";

/**
 * Shows what the functions log until somebody interrupts, then stops the stack.
 * @throws Trouble when the emulator ends by itself
 */
export const untilStopped = async (stack: Stack, interrupted: AbortSignal, onLine: OnLine): Promise<void> => {
  const done = new AbortController();
  const following = followLogs(stack.outputs, done.signal, (invocation) => {
    for (const line of formatInvocation(invocation)) onLine(line);
  }).catch((error: unknown) => onLine(`The functions' logs cannot be shown: ${error}`));
  const interruption = interrupted.aborted ? Promise.resolve() : once(interrupted, "abort");
  try {
    await Promise.race([interruption, stack.exited]);
  } finally {
    done.abort();
    await following;
    await stack.stop();
  }
  if (interrupted.aborted) return;
  const log = join(stack.outputs.logs, "emulator.log");
  throw new Trouble(`The emulator ended by itself; the stack is gone. Its log: ${log}`, {
    tail: redact(tailOf(await readFile(log, "utf8").catch(() => ""))),
  });
};

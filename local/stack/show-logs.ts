import { join } from "node:path";
import type { OnLine } from "../../tools/command/step.ts";
import { followFile } from "../logs/follow-file.ts";
import { followLogs } from "../logs/follow-logs.ts";
import { formatInvocation } from "../logs/format-invocation.ts";
import { prefixed } from "../logs/format-record.ts";
import { followLoadFailures } from "../logs/load-failures.ts";
import { redact } from "../logs/redact.ts";
import { refusedPagesIn } from "../logs/refused-pages.ts";
import { functionNames, sourceOf } from "./resources.ts";
import type { StackJson } from "./stack-json.ts";

/** Prints the functions' logs, the functions that cannot be loaded, and the pages that were refused, until aborted. */
export const showLogs = async (stack: StackJson, signal: AbortSignal, onLine: OnLine): Promise<void> => {
  const logical = new Map(
    [...(await functionNames(sourceOf(stack), stack.stack_name))].map(([name, physical]) => [physical, name]),
  );
  const log = join(stack.logs, "emulator.log");
  await Promise.all([
    followLogs(stack, signal, (invocation) => {
      for (const line of formatInvocation(invocation)) onLine(line);
    }),
    followLoadFailures(log, signal, ({ functionName, reason }) => {
      const name = (logical.get(functionName) ?? functionName).toLowerCase();
      onLine(redact(prefixed(Date.now(), name, "ERROR", `cannot be loaded: ${reason}`)));
    }),
    followFile(log, signal, (lines) => {
      for (const line of refusedPagesIn(lines)) onLine(line);
    }),
  ]);
};

import { wrapped } from "./define.ts";
import type { Reported } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { safeText } from "./text/text.ts";

/** Prints what became of each file: lines for people, or lines of JSON. Failures of people's lines go to the standard error. */
export const outcomes = (io: Pick<Io, "print" | "warn" | "screen">, json = false) => {
  let worst: ExitCode = EXIT.ok;
  return {
    done: (result: object, line: string) =>
      io.print(json ? JSON.stringify(result) : io.screen ? wrapped(line, io.screen.columns) : line),
    failed: (result: object, name: string, { code, message, exit }: Reported) => {
      // What all files have in common is more important than one of them.
      worst = Math.max(worst, exit) as ExitCode;
      if (json) io.print(JSON.stringify({ ...result, error: { code, message } }));
      else io.warn(`${safeText(name)}: ${safeText(message)}`);
    },
    /** The exit code of the worst outcome. */
    exit: (): ExitCode => worst,
  };
};

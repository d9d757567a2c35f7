/**
 * An error that the user of a command can act on. The command prints its message instead of a stack (after `tail`, the
 * end of a log, if there is one), and ends with its exit code.
 */
export class Trouble extends Error {
  readonly tail: string | undefined;
  readonly exitCode: number;

  constructor(sentence: string, { tail, exitCode = 1 }: { tail?: string; exitCode?: number } = {}) {
    super(sentence);
    this.name = "Trouble";
    this.tail = tail;
    this.exitCode = exitCode;
  }
}

/** The last lines of a tool's output that are not empty: enough to see why it failed, and short enough to read. */
export const tailOf = (output: string, lines = 25): string =>
  output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-lines)
    .join("\n");

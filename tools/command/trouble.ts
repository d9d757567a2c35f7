/**
 * Something the person at the keyboard can act on. Commands print its message (and the tail of a log,
 * when there is one) instead of a stack, and end with its exit code.
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

/** The last lines of what a tool said: enough to see why it failed, short enough to read. */
export const tailOf = (output: string, lines = 25): string =>
  output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-lines)
    .join("\n");

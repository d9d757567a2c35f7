/** What a command has of the world, which tests replace. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  /** For relative paths. Absolute. */
  cwd: string;
  /** A line for the standard output. */
  print(line: string): void;
  /** A line for the standard error. */
  warn(line: string): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

/** What a command ends with. */
export const EXIT = {
  ok: 0,
  /** The command did its work, and the outcome is not good: a damaged copy, an entry that is not parked, a timeout. */
  no: 1,
  /** Wrong arguments, or no folder of a relay. Nothing was done. */
  usage: 2,
  /** The disk or the journal failed. What was done before, is done. */
  failed: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong arguments. Its message is for the operator. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

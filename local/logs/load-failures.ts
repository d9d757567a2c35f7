import { followFile } from "./follow-file.ts";

// A worker that exits without output on stderr was ended from outside: its code was replaced while it started.
const FAILURE =
  /execution error for ([\w-]+): (?:Worker init failed: |Worker process exited immediately\. stderr: )(.+)$/;

export interface LoadFailure {
  /** Its name in Lambda. */
  functionName: string;
  reason: string;
}

/** The functions that could not be loaded, according to a piece of the emulator's log. */
export const loadFailuresIn = (log: string): LoadFailure[] =>
  log.split("\n").flatMap((line) => {
    const [, functionName, reason = ""] = line.match(FAILURE) ?? [];
    return functionName ? { functionName, reason } : [];
  });

/**
 * Calls back with each function that throws while it is loaded, until aborted. It reads the emulator's own log: on AWS
 * CloudWatch Logs would have the stack trace, but the emulator's has nothing.
 */
export const followLoadFailures = (
  path: string,
  signal: AbortSignal,
  onFailure: (failure: LoadFailure) => void,
): Promise<void> =>
  followFile(path, signal, (text) => {
    for (const failure of loadFailuresIn(text)) onFailure(failure);
  });

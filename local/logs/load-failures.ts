import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two reads. */
const PERIOD = 300;

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
export const followLoadFailures = async (
  path: string,
  signal: AbortSignal,
  onFailure: (failure: LoadFailure) => void,
): Promise<void> => {
  const file = await open(path);
  try {
    let position = (await file.stat()).size;
    let rest = "";
    const buffer = Buffer.alloc(64 * 1024);
    while (!signal.aborted) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      position += bytesRead;
      const lines = rest + buffer.toString("utf8", 0, bytesRead);
      rest = lines.slice(lines.lastIndexOf("\n") + 1);
      for (const failure of loadFailuresIn(lines.slice(0, lines.length - rest.length))) onFailure(failure);
      if (bytesRead === 0) await delay(PERIOD, undefined, { signal }).catch(() => {});
    }
  } finally {
    await file.close();
  }
};

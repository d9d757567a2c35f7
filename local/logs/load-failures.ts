import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two looks. */
const PERIOD = 300;

// Without a word on stderr it was ended from outside: its code was replaced while it started.
const FAILURE =
  /execution error for ([\w-]+): (?:Worker init failed: |Worker process exited immediately\. stderr: )(.+)$/;

export interface LoadFailure {
  /** As Lambda knows it. */
  functionName: string;
  reason: string;
}

/** The functions that a piece of the emulator's log says could not be loaded. */
export const loadFailuresIn = (log: string): LoadFailure[] =>
  log.split("\n").flatMap((line) => {
    const [, functionName, reason = ""] = line.match(FAILURE) ?? [];
    return functionName ? { functionName, reason } : [];
  });

/**
 * Hands over what the emulator's own log says about functions that throw while they are loaded, until aborted:
 * CloudWatch Logs, which on AWS would have the stack trace, has nothing of it there.
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

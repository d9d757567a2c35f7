import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interruption } from "../../tools/command/interruption.ts";
import { Trouble } from "../../tools/command/trouble.ts";

/** Runs a benchmark with a folder of its own, which is deleted afterwards, and a signal that Ctrl-C aborts. */
export const inHome = async <T>(
  name: string,
  work: (home: string, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const home = await mkdtemp(join(tmpdir(), `malote-bench-${name}-`));
  try {
    return await work(home, signal);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

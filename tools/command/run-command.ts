import { Trouble } from "./trouble.ts";

/** Runs a command's main, and turns how it ended into an exit code and, for a failure, a sentence. */
export const runCommand = async (main: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.tail) process.stderr.write(`${error.tail.replace(/^/gm, "  ")}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
};

import { Trouble } from "./trouble.ts";

/** Runs a command's main function and sets the exit code. A Trouble is printed as a sentence, without a stack. */
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

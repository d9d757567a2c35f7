import { Trouble } from "./trouble.ts";

/**
 * The reader of a pipe may end before the command, as in `npm run smoke … | head`. The command goes on without it, because
 * it may have something to delete, and its exit code still counts.
 */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") throw error;
};

/** Runs a command's main function and sets the exit code. A Trouble is printed as a sentence, without a stack. */
export const runCommand = async (main: () => Promise<number>): Promise<void> => {
  for (const output of [process.stdout, process.stderr]) output.on("error", ignoreClosedPipe);
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.tail) process.stderr.write(`${error.tail.replace(/^/gm, "  ")}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
};

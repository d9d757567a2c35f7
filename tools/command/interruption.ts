import { whenNpmIsGone } from "./when-npm-is-gone.ts";

/**
 * Returns a signal that aborts when this command is to end: after Ctrl-C, a signal, a closed terminal, or a stopped npm.
 * The command then ends what it started, and itself.
 */
export const interruption = (reason?: Error): AbortSignal => {
  const controller = new AbortController();
  const abort = () => controller.abort(reason);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, abort);
  // The terminal, or the program that reads our output, has ended.
  process.stdout.on("error", abort);
  whenNpmIsGone(abort);
  return controller.signal;
};

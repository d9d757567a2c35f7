import { whenNpmIsGone } from "./when-npm-is-gone.ts";

/**
 * Aborts when somebody wants this command to end: Ctrl-C, a signal, a terminal that was closed, an npm that
 * was stopped. The command then ends what it started, and itself.
 */
export const interruption = (reason?: Error): AbortSignal => {
  const controller = new AbortController();
  const abort = () => controller.abort(reason);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, abort);
  // The terminal, or whoever reads our output, is gone.
  process.stdout.on("error", abort);
  whenNpmIsGone(abort);
  return controller.signal;
};

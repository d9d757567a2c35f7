/** Milliseconds between two checks. */
const PERIOD = 500;

/**
 * Calls back when the process that started this one has ended.
 * npm passes a SIGTERM on to the shell in which it runs a script. Some shells end without passing it on: after
 * `npm start & kill $!` the script would continue to run.
 */
export const whenNpmIsGone = (gone: () => void): void => {
  if (!process.env["npm_lifecycle_event"]) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, PERIOD);
  timer.unref();
};

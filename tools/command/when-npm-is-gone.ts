/** Milliseconds between two looks. */
const PERIOD = 500;

/**
 * Calls back when the process that started this one has ended.
 * npm passes a SIGTERM on to the shell that it runs a script in, and some shells end without passing it on:
 * after `npm start & kill $!` the script would go on alone.
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

/**
 * A controller that is aborted together with any of the signals. `unlink` removes the listeners, so that a signal that
 * lives long does not collect them. (AbortSignal.any is missing in Safari before 17.4.)
 */
export const linked = (...signals: (AbortSignal | undefined)[]) => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
  }
  const unlink = () => {
    for (const signal of signals) signal?.removeEventListener("abort", abort);
  };
  return { controller, signal: controller.signal, unlink };
};

/**
 * A controller that is aborted together with `outer`, and after `timeout` milliseconds if that is given, which `onTimeout`
 * hears first. `unlink` removes the listener and the timer, so that a signal that lives long does not collect listeners.
 * (AbortSignal.any and timeout are missing in Safari before 17.4, and in older versions of React Native.)
 */
export const linked = (outer?: AbortSignal, timeout?: number, onTimeout?: () => void) => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const end = () => {
    onTimeout?.();
    abort();
  };
  const timer = timeout === undefined ? timeout : setTimeout(end, timeout);
  if (outer?.aborted) abort();
  outer?.addEventListener("abort", abort, { once: true });
  const unlink = () => {
    clearTimeout(timer);
    outer?.removeEventListener("abort", abort);
  };
  return { controller, signal: controller.signal, unlink };
};

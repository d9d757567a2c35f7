import { MaloteError } from "malote";
import { useCallback, useEffect, useState } from "preact/hooks";

export interface Polled<T> {
  /** The last answer. It stays while a later one fails. */
  value?: T;
  /** Why the last request failed. */
  error?: unknown;
  busy: boolean;
  reload(): void;
}

/** Milliseconds. A person who waits longer wants to read why, although the SDK would still repeat the request. */
const PATIENCE = 20_000;

/**
 * Loads again and again, while the page is visible and online: `every` returns the milliseconds until then, or undefined for
 * never. After an error that a repeat cannot mend, only `reload` loads again.
 */
export const usePolled = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  every: (value: T | undefined) => number | undefined,
  inputs: readonly unknown[],
): Polled<T> => {
  const [state, setState] = useState<{ value?: T; error?: unknown; busy: boolean }>({ busy: true });
  const [round, setRound] = useState(0);
  // `load` and `every` are other functions each time; `inputs` are what they depend on.
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** When the next request is due. Undefined: it runs now, or none is wanted. */
    let due: number | undefined;
    const plan = (wait: number | undefined) => {
      due = wait === undefined ? undefined : performance.now() + wait;
      if (wait !== undefined) timer = setTimeout(runIfDue, wait);
    };
    const run = async () => {
      due = undefined;
      clearTimeout(timer);
      setState((before) => ({ ...before, busy: true }));
      try {
        const value = await impatient(load, signal);
        if (signal.aborted) return;
        setState({ value, busy: false });
        plan(every(value));
      } catch (error) {
        if (signal.aborted) return;
        setState(({ value }) => ({ ...(value !== undefined && { value }), error, busy: false }));
        plan(waitAfter(error, every(undefined)));
      }
    };
    const runIfDue = () => {
      // Timers may fire a little early.
      if (due !== undefined && performance.now() >= due - 50 && !document.hidden && navigator.onLine) run();
    };
    document.addEventListener("visibilitychange", runIfDue, { signal });
    window.addEventListener("online", runIfDue, { signal });
    run();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [...inputs, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, reload };
};

const waitAfter = (error: unknown, usual = PATIENCE): number | undefined => {
  if (!(error instanceof MaloteError)) return usual;
  return error.retryable ? Math.max(usual, (error.retryAfter ?? 0) * 1000) : undefined;
};

const impatient = async <T>(load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
  const limit = AbortSignal.timeout(PATIENCE);
  try {
    return await load(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    throw new MaloteError("timeout", "No response in time.", { retryable: true, cause: error });
  }
};

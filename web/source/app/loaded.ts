import { useCallback, useEffect, useState } from "preact/hooks";

export interface Loaded<T> {
  value?: T;
  error?: unknown;
  /** Loads once more. The old value stays until then. */
  reload(): void;
}

/** What `load` resolves to. It is called again when one of `inputs` changes, and an older answer is ignored then. */
export const useLoaded = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Loaded<T> => {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [round, setRound] = useState(0);
  // `load` is another function each time; `inputs` are what it depends on.
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (value) => !controller.signal.aborted && setState({ value }),
      (error) => !controller.signal.aborted && setState({ error }),
    );
    return () => controller.abort();
  }, [...inputs, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, reload };
};

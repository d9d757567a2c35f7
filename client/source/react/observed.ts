/** What a component reads: the shape that `useSyncExternalStore` wants. */
export interface Observed<T> {
  /** Returns a function that ends the subscription. */
  subscribe(this: void, listener: () => void): () => void;
  /** The same object until something changes. */
  getSnapshot(this: void): T;
}

/**
 * A value that components observe. `onUsed` is called after the first listener came, and `onUnused` after the last one
 * left. Both wait for the end of the turn, because React's strict mode leaves and comes back at once.
 */
export const observed = <T extends object>(
  value: T,
  onUsed: () => unknown,
  onUnused: () => unknown,
): { store: Observed<T>; set: (changes: Partial<T>) => void } => {
  let isUsed = false;
  const listeners = new Set<() => void>();
  const settle = () =>
    queueMicrotask(() => {
      if (isUsed === listeners.size > 0) return;
      isUsed = !isUsed;
      if (isUsed) onUsed();
      else onUnused();
    });
  return {
    store: {
      subscribe: (listener) => {
        listeners.add(listener);
        settle();
        return () => {
          listeners.delete(listener);
          settle();
        };
      },
      getSnapshot: () => value,
    },
    set: (changes) => {
      value = { ...value, ...changes };
      for (const listener of [...listeners]) listener();
    },
  };
};

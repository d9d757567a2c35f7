import { useSyncExternalStore } from "preact/compat";

/** A value that parts of the page share. */
export interface Store<T> {
  get(): T;
  /** Tells all that use it, unless the value is the same. */
  set(value: T): void;
  update(change: (value: T) => T): void;
  /** Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}

export const store = <T>(first: T): Store<T> => {
  let value = first;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The current value. The component is drawn again when it changes. */
export const useStore = <T>({ get, subscribe }: Store<T>): T => useSyncExternalStore(subscribe, get);

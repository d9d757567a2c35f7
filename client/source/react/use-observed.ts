import { useSyncExternalStore } from "react";
import type { Observed } from "./observed.ts";

/** The state of a store, and the functions that go with it. */
export const useObserved = <S extends object, A extends object>(source: {
  store: Observed<S>;
  actions: A;
}): S & A => {
  const { subscribe, getSnapshot } = source.store;
  // On a server, and while its page is hydrated, a store has no listeners yet, and so it is as it began.
  return { ...useSyncExternalStore(subscribe, getSnapshot, getSnapshot), ...source.actions };
};

import type { Malote, OperationsView } from "malote";
import { type Store, store } from "../app/store.ts";
import { type Sample, withSample } from "./samples.ts";

/** What the page has seen of the unfinished files since it was opened. */
export interface Seen {
  view?: OperationsView;
  samples: readonly Sample[];
}

/** It survives a change of the view, but not a sign-out: the next person has another connection. */
const stores = new WeakMap<Malote, Store<Seen>>();

export const seenBy = (malote: Malote): Store<Seen> => {
  const known = stores.get(malote) ?? store<Seen>({ samples: [] });
  stores.set(malote, known);
  return known;
};

export const withView = ({ samples }: Seen, view: OperationsView): Seen => ({
  view,
  samples: withSample(samples, view),
});

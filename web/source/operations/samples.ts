import type { OperationsView } from "malote";

export type Unfinished = keyof OperationsView["unfinished"];

/** In the order in which a file meets them. */
export const UNFINISHED: readonly Unfinished[] = [
  "pending",
  "uploaded",
  "processing",
  "expired",
  "quarantined",
  "deleted",
];

/** What the page saw once. */
export interface Sample {
  /** Milliseconds since 1970, by the service's clock. */
  at: number;
  counts: OperationsView["unfinished"];
  /** False: each count is a minimum. */
  complete: boolean;
  /** The page did not look for a while before this, so that no line leads here. */
  afterGap: boolean;
}

/** Milliseconds. A page that refreshes every 15 s has missed three times then. */
const GAP = 60_000;
/** Samples that are kept: over four hours at 15 s, and twice that for each time that the older half is thinned. */
export const MOST_SAMPLES = 1000;

/** The samples with a new one. An answer that is not newer than the last one changes nothing. */
export const withSample = (samples: readonly Sample[], view: OperationsView): readonly Sample[] => {
  const at = Date.parse(view.at);
  const last = samples.at(-1);
  if (last !== undefined && at <= last.at) return samples;
  const afterGap = last !== undefined && at - last.at > GAP;
  const next = [...samples, { at, counts: view.unfinished, complete: view.complete, afterGap }];
  return next.length > MOST_SAMPLES ? thinned(next) : next;
};

/** Every second sample of the older half goes. A gap before it stays visible. */
const thinned = (samples: readonly Sample[]): Sample[] => {
  const half = Math.floor(samples.length / 2);
  const older: Sample[] = [];
  for (let index = 0; index < half; index += 2) {
    const [kept, gone] = [samples[index], samples[index - 1]];
    if (kept) older.push({ ...kept, afterGap: kept.afterGap || gone?.afterGap === true });
  }
  const [first, ...rest] = samples.slice(half);
  const lost = half % 2 === 0 && samples[half - 1]?.afterGap === true;
  return first ? [...older, { ...first, afterGap: first.afterGap || lost }, ...rest] : older;
};

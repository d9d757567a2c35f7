import type { Change } from "./file.ts";

/** The number of changes that a record keeps. */
export const HISTORY_LENGTH = 20;

/**
 * The changes that a reader sees: the last 20, without a status that repeats the one before it.
 * A claim reads nothing first, so it always writes `uploaded` and `processing`. Where the file was `uploaded`
 * already, that first entry is no change.
 */
export const historyOf = (changes: readonly Change[]): Change[] =>
  changes.filter((change, i) => change.status !== changes[i - 1]?.status).slice(-HISTORY_LENGTH);

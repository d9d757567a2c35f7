import type { Change, FileRecord } from "./file.ts";
import { historyOf } from "./history.ts";
import type { Status } from "./status.ts";

export type NewChange = {
  change: Change;
  /** The status before it. Absent for the first change of a file. */
  previous?: Status;
  /** The history up to and including this change, as a reader sees it. */
  history: Change[];
  /** Whether the record still has this status after the write. */
  isLast: boolean;
};

type Recorded = Pick<FileRecord, "history" | "version">;

/**
 * The changes of status that one write made, oldest first. A claim makes two in one write: `uploaded` and `processing`.
 * A write that keeps the status makes none.
 * @param before the record before the write; undefined for a new record. A new record with a later version than the first
 *   one was put back from a backup, and is no change.
 */
export const newChanges = (before: Recorded | undefined, after: Recorded): NewChange[] => {
  if (!before && after.version !== 1) return [];
  const old = historyOf(before?.history ?? []);
  const now = historyOf(after.history);
  const start = now.length - addedTo(old, now);
  return now.slice(start).map((change, i) => {
    const previous = now[start + i - 1] ?? old.at(-1);
    return {
      change,
      ...(previous && { previous: previous.status }),
      history: now.slice(0, start + i + 1),
      isLast: start + i === now.length - 1,
    };
  });
};

/**
 * How many changes were appended. A full history lost as many at its beginning. So what the two have in common is an end
 * of the old one, and a beginning of the new one.
 */
const addedTo = (old: readonly Change[], now: readonly Change[]): number => {
  const kept = (added: number) => now.slice(0, now.length - added);
  let added = 0;
  while (!isEndOf(old, kept(added))) added++;
  return added;
};

const isEndOf = (whole: readonly Change[], part: readonly Change[]): boolean =>
  part.length <= whole.length &&
  part.every((change, i) => same(change, whole[whole.length - part.length + i]));

const same = (a: Change, b: Change | undefined): boolean =>
  a.status === b?.status && a.at === b.at && a.by === b.by && a.details === b.details;

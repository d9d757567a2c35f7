import { unfinishedSince } from "@malote/core";
import type { ReconcilerPorts } from "./ports.ts";

/**
 * The age of the oldest file that is not finished, in seconds. 0 if there is none. A file counts from the time from which it
 * should have taken little time (unfinishedSince): a plan whose client sends parts for days is not stuck. Only files on their
 * way count: not tombstones, and not expired files that wait for their second check.
 */
export const oldestUnfinishedSeconds = async ({
  indexes,
  clock,
}: Pick<ReconcilerPorts, "indexes" | "clock">): Promise<number> => {
  const { files } = await indexes.open();
  const now = clock().getTime();
  return files
    .filter(({ ended }) => ended === undefined)
    .flatMap((file) => unfinishedSince(file) ?? [])
    .reduce((oldest, since) => Math.max(oldest, Math.round((now - Date.parse(since)) / 1000)), 0);
};

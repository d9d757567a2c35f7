import type { OpenFile, Status } from "@malote/core";
import type { ReconcilerPorts } from "./ports.ts";

/** The statuses that count as unfinished: not tombstones, and not expired files that wait for their second check. */
const UNFINISHED: readonly Status[] = ["pending", "uploaded", "processing"];

/**
 * The age of the oldest file that is not finished, in seconds. 0 if there is none. A file counts from the request of its
 * last form: an old file whose client asked for another form is not stuck.
 */
export const oldestUnfinishedSeconds = async ({
  indexes,
  clock,
}: Pick<ReconcilerPorts, "indexes" | "clock">): Promise<number> => {
  const { files } = await indexes.open();
  const now = clock().getTime();
  const age = ({ created_at, requested_at = created_at }: OpenFile) =>
    Math.round((now - Date.parse(requested_at)) / 1000);
  return files
    .filter(({ status }) => UNFINISHED.includes(status))
    .reduce((oldest, file) => Math.max(oldest, age(file)), 0);
};

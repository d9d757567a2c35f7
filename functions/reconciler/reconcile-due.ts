import { type DueCursor, OPEN_SHARDS, type OpenFile, type TimeLeft } from "@malote/core";
import { isTimeUp, tenAtOnce } from "./pace.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { reconcileFile } from "./reconcile-file.ts";

/**
 * Handles every file that is due, page by page, the longest overdue first. A file that fails is reported and stays due,
 * and the others continue. Files that are not reached in time are due in the next run.
 */
export const reconcileDue = async (
  ports: ReconcilerPorts,
  time: TimeLeft,
  count: (outcome: FileOutcome) => void,
): Promise<void> => {
  const at = ports.clock().toISOString();
  let ends = Array.from({ length: OPEN_SHARDS }, (_, shard): ShardEnd => ({ shard, after: undefined }));
  while (ends.length > 0 && !isTimeUp(time)) {
    const pages = await Promise.all(
      ends.map(async (end) => ({ end, page: await ports.indexes.due({ ...end, now: at }) })),
    );
    const files = pages.flatMap(({ page }) => page.files).toSorted(byWaiting);
    await tenAtOnce(files, time, async ({ file_id }) => {
      try {
        const outcome = await reconcileFile(ports, file_id, at);
        ports.report.file(file_id, outcome);
        count(outcome);
      } catch (cause) {
        ports.report.failed(file_id, cause);
      }
    });
    ends = pages.flatMap(({ end, page }) => (page.next ? [{ shard: end.shard, after: page.next }] : []));
  }
};

type ShardEnd = { shard: number; after: DueCursor | undefined };

const byWaiting = (a: OpenFile, b: OpenFile): number => ((a.check_at ?? "") < (b.check_at ?? "") ? -1 : 1);

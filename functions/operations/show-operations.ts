import type { Clock, FileIndexes, OpenFile, OperationsView, Status } from "@malote/core";

export type OperationsPorts = { indexes: Pick<FileIndexes, "open">; clock?: Clock };

/**
 * The number of unfinished files in each status, and the oldest of them. It reads the sparse index, so that the cost
 * depends on the unfinished files, and not on all files.
 */
export const showOperations =
  ({ indexes, clock = () => new Date() }: OperationsPorts) =>
  async (): Promise<OperationsView> => {
    const { files, complete } = await indexes.open();
    const at = clock();
    const unfinished: OperationsView["unfinished"] = {
      pending: 0,
      uploaded: 0,
      processing: 0,
      quarantined: 0,
      deleted: 0,
      expired: 0,
    };
    for (const { status } of files)
      if (status in unfinished) unfinished[status as keyof typeof unfinished] += 1;
    const oldest = files.filter(({ status }) => !ENDED.includes(status)).reduce(older, undefined);
    return {
      unfinished,
      ...(oldest && {
        oldest: {
          file_id: oldest.file_id,
          status: oldest.status,
          created_at: oldest.created_at,
          age_seconds: Math.max(0, Math.round((at.getTime() - Date.parse(sinceOf(oldest))) / 1000)),
        },
      }),
      complete,
      at: at.toISOString(),
    };
  };

/** A quarantined file was completed long ago, and its age says nothing about its quarantine. */
const ENDED: readonly Status[] = ["deleted", "quarantined"];

/** A file counts from the request of its last form, as it does for the alarm. */
const sinceOf = ({ created_at, requested_at = created_at }: OpenFile): string => requested_at;

const older = (oldest: OpenFile | undefined, file: OpenFile): OpenFile =>
  oldest === undefined || sinceOf(file) < sinceOf(oldest) ? file : oldest;

import {
  type Clock,
  type FileIndexes,
  type OpenFile,
  type OperationsView,
  type Status,
  unfinishedSince,
} from "@malote/core";

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
    const oldest = files
      .filter(({ status }) => !ENDED.includes(status))
      .reduce<Oldest | undefined>(older, undefined);
    return {
      unfinished,
      ...(oldest && {
        oldest: {
          file_id: oldest.file.file_id,
          status: oldest.file.status,
          created_at: oldest.file.created_at,
          age_seconds: Math.max(0, Math.round((at.getTime() - Date.parse(oldest.since)) / 1000)),
        },
      }),
      complete,
      at: at.toISOString(),
    };
  };

/** A quarantined file was completed long ago, and its age says nothing about its quarantine. */
const ENDED: readonly Status[] = ["deleted", "quarantined"];

type Oldest = { file: OpenFile; since: string };

/** A file counts as it does for the alarm. A plan whose client may still send parts does not count. */
const older = (oldest: Oldest | undefined, file: OpenFile): Oldest | undefined => {
  const since = unfinishedSince(file);
  return since === undefined || (oldest && oldest.since <= since) ? oldest : { file, since };
};

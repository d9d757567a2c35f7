import {
  type Clock,
  type FileIndexes,
  type Files,
  type OpenFile,
  type OperationsView,
  type Status,
  unfinishedSince,
} from "@malote/core";

export type OperationsPorts = {
  indexes: Pick<FileIndexes, "open">;
  files: Pick<Files, "getMany">;
  clock?: Clock;
};

/** Records that are read for their status. The index has no status of a file on its way. */
export const MAX_READ = 1000;
/** Records of one batch read. All batches are read at the same time, and once: a route makes four calls at the most. */
const BATCH = 100;

/**
 * The number of unfinished files in each status, and the oldest of them. It reads the sparse index, and the records of the
 * files on their way, the oldest first. So its cost depends on the unfinished files, and not on all files.
 */
export const showOperations =
  ({ indexes, files: { getMany }, clock = () => new Date() }: OperationsPorts) =>
  async (): Promise<OperationsView> => {
    const open = await indexes.open();
    const at = clock();
    const oldestFirst = open.files.toSorted(byAge);
    const onTheWay = oldestFirst.filter(({ ended }) => ended === undefined);
    const read = await statusesOf(getMany, onTheWay.slice(0, MAX_READ));
    const statusOf = ({ file_id, ended }: OpenFile): Status | undefined => ended ?? read.get(file_id);

    const unfinished: OperationsView["unfinished"] = {
      pending: 0,
      uploaded: 0,
      processing: 0,
      quarantined: 0,
      deleted: 0,
      expired: 0,
    };
    let oldest: OperationsView["oldest"];
    for (const file of oldestFirst) {
      const status = statusOf(file);
      if (status === undefined || !isCounted(status)) continue;
      unfinished[status] += 1;
      const since = unfinishedSince(file);
      if (oldest || since === undefined || ENDED.includes(status)) continue;
      const { file_id, created_at } = file;
      const age_seconds = Math.max(0, Math.round((at.getTime() - Date.parse(since)) / 1000));
      oldest = { file_id, status, created_at, age_seconds };
    }
    return {
      unfinished,
      ...(oldest && { oldest }),
      complete: open.complete && onTheWay.length <= MAX_READ,
      at: at.toISOString(),
    };

    function isCounted(status: Status): status is keyof typeof unfinished {
      return status in unfinished;
    }
  };

/** A quarantined file was completed long ago, and its age says nothing about its quarantine. */
const ENDED: readonly Status[] = ["deleted", "quarantined"];

/** A file counts as it does for the alarm. A plan whose client may still send parts does not count, and is the last. */
const byAge = (a: OpenFile, b: OpenFile): number => {
  const [first = "~", second = "~"] = [unfinishedSince(a), unfinishedSince(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
};

/** The status of each record that is there. It may be newer than the index: a file that is completed does not count. */
const statusesOf = async (
  getMany: Files["getMany"],
  files: readonly OpenFile[],
): Promise<Map<string, Status>> => {
  const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, i) =>
    getMany(
      files.slice(i * BATCH, (i + 1) * BATCH).map(({ file_id }) => file_id),
      1,
    ),
  );
  const records = (await Promise.all(batches)).flat();
  return new Map(records.map(({ file_id, status }) => [file_id, status]));
};

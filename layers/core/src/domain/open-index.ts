import type { FileRecord } from "./file.ts";
import type { Status } from "./status.ts";
import { secondsAfter } from "./time.ts";

// The sparse index `open` holds files that are not finished, and tombstones whose bytes may still come.
// The reconciler reads from it the files whose `check_at` has passed.

export const OPEN_SHARDS = 4;
/** A file that is queued and not claimed within this time is checked: the queue's visibility timeout and a margin. */
export const QUEUED_CHECK_SECONDS = 900;
/** A record stays this long after its file is gone, so that the file's owner still gets an answer. */
const PURGE_AFTER_SECONDS = 30 * 24 * 3600;

export const openShard = (fileId: string): string =>
  String(Number.parseInt(fileId.slice(0, 2), 16) % OPEN_SHARDS);

/** The attributes of the index for a file that goes to `status` at `at`; none for a status that is final. */
export const openIndexAttributes = (
  fileId: string,
  status: Status,
  at: string,
): Pick<FileRecord, "open_shard" | "check_at"> =>
  status === "pending" || status === "uploaded" || status === "processing" || status === "quarantined"
    ? { open_shard: openShard(fileId), check_at: secondsAfter(at, QUEUED_CHECK_SECONDS) }
    : {};

/** The longest time to a check that a step leaves as it is: that of a form, and of a file that the reconciler queued. */
const KEPT_CHECK_SECONDS = 3600;

/**
 * Whether a file that is confirmed or claimed at `at` keeps the time of its next check. Another time is another key of the
 * index, which costs a delete and a put. So such a file may be checked later than its lease ends, by an hour at the most.
 */
export const keepsCheck = ({ open_shard, check_at }: FileRecord, at: string): boolean =>
  open_shard !== undefined && check_at !== undefined && check_at <= latestKeptCheck(at);

export const latestKeptCheck = (at: string): string => secondsAfter(at, KEPT_CHECK_SECONDS);

/**
 * The same record in the same status, with its next check at `checkAt`. Its version grows with this write
 * too, so that of two writers who postpone the check only one succeeds.
 */
export const postponeCheck = (file: FileRecord, checkAt: string): FileRecord => ({
  ...file,
  version: file.version + 1,
  open_shard: openShard(file.file_id),
  check_at: checkAt,
});

/** The same record outside the index `open`. DynamoDB's TTL removes it 30 days later. */
export const retire = (file: FileRecord, at: string): FileRecord => {
  const { open_shard, check_at, lease_owner, lease_until, lease_id, ...kept } = file;
  return {
    ...kept,
    version: file.version + 1,
    purge_at: Math.floor(Date.parse(secondsAfter(at, PURGE_AFTER_SECONDS)) / 1000),
  };
};

/** The members of a record that show whether the file is stuck. The index `open` has them. */
type Unfinished = Pick<
  FileRecord,
  "ended" | "created_at" | "requested_at" | "part_bytes" | "arrived_at" | "len"
>;

/** Bytes a second that a mover copies at least, with its eight parts at once. The arithmetic is at MoveQueue in template.yaml. */
export const COPIED_A_SECOND = 8 * 64 * 1024 ** 2;

/**
 * The time from which a file that is not finished should have taken little time. A file counts from the request of its last
 * form, and a plan from the time when all its parts were there. A file of terabytes gets the time that its copy takes.
 * Undefined for a plan whose client may still send parts.
 */
export const unfinishedSince = ({
  ended,
  created_at,
  requested_at = created_at,
  part_bytes,
  arrived_at,
  len,
}: Unfinished): string | undefined => {
  if (part_bytes === undefined) return requested_at;
  if (arrived_at === undefined) return ended === undefined ? undefined : requested_at;
  return secondsAfter(arrived_at, Math.floor(len / COPIED_A_SECOND));
};

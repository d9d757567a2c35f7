import { advance } from "./advance.ts";
import type { FileRecord } from "./file.ts";
import { hasLiveLease, isHeld } from "./lease.ts";
import { uploadsOf } from "./multipart.ts";
import { openShard } from "./open-index.ts";
import { isPlan } from "./plan.ts";
import type { Actor } from "./status.ts";
import { secondsAfter } from "./time.ts";

// The life of a tombstone:
//   1. DELETE /files/{file_id} writes it (entomb). If no mover holds the file, the bytes are deleted at once.
//   2. A mover that holds the file loses its next write to the tombstone, and deletes the bytes (functions/mover).
//   3. Bytes that arrive later are deleted when their message is received, unless a mover still holds the file.
//   4. When nothing can bring bytes any more (check_at), the reconciler deletes what is there and retires the record.
//   5. TTL removes the record 30 days later.

/** The margin after the lease and the presigned POST have ended, for clocks that differ. */
const CHECK_SECONDS = 60;
/**
 * S3 may still work on a CompleteMultipartUpload that nobody waits for any more, and could make an object. Copies to and
 * from quarantine/ may be such uploads, too.
 */
const UPLOAD_CHECK_SECONDS = 3600;

/**
 * The record as a tombstone. It keeps the lease of a mover at work. It stays in the index `open` until the
 * lease and the presigned POST (not a plan) have ended, and for an hour more where the record has a multipart upload or a quarantine.
 * It leaves the index `by-path`, which no list of it needs.
 * @param by who deletes the file, and why: a sentence for the history
 * @throws TransitionNotAllowed when the record is a tombstone already
 */
export const entomb = (
  file: FileRecord,
  at: string,
  { by = "owner", reason }: { by?: Actor; reason?: string | undefined } = {},
): FileRecord => {
  const { lease_owner, lease_until } = file;
  const lease = isHeld(file, at) ? { lease_owner, lease_until } : {};
  // No part begins after the abort of its upload, so the end of a plan brings nothing.
  const formEnds = isPlan(file) ? at : file.expires_at;
  const ends = [at, formEnds, lease.lease_until ?? at].toSorted().at(-1) ?? at;
  const mayHaveUpload = uploadsOf(file).length > 0 || file.quarantine_path !== undefined;
  const margin = mayHaveUpload ? UPLOAD_CHECK_SECONDS : CHECK_SECONDS;
  return advance(file, {
    to: "deleted",
    by,
    at,
    details: reason,
    set: {
      ...lease,
      path_key: undefined,
      open_shard: openShard(file.file_id),
      check_at: secondsAfter(ends, margin),
    },
  });
};

/**
 * Whether the bytes that came for a tombstone must stay for now: another mover holds the file, and deletes
 * them when it loses its next write.
 */
export const isLeftToMover = (tombstone: FileRecord, at: string, messageId: string): boolean =>
  hasLiveLease(tombstone, at) && tombstone.lease_owner !== messageId;

/** Whether nothing can bring bytes for this tombstone any more. */
export const isPastTombstoneCheck = ({ status, check_at }: FileRecord, at: string): boolean =>
  status === "deleted" && (check_at === undefined || check_at <= at);

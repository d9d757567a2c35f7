import { type FileRecord, openShard, secondsAfter } from "./file.ts";

/** What the user reads of a file that ran out of attempts, whoever gave it up. */
export const NOT_MOVED = {
  error_code: "not-moved",
  details: "The file could not be stored yet; the operators have been told.",
} as const;

/** A record whose file is gone for good stays this long, for whoever asks what became of it. */
const PURGE_AFTER_SECONDS = 30 * 24 * 3600;

/**
 * The same record, in the same status, to be looked at again at `checkAt`. A version on, like every
 * write, so that of two who put it off only one does.
 */
export const lookAgain = (file: FileRecord, checkAt: string): FileRecord => ({
  ...file,
  version: file.version + 1,
  open_shard: openShard(file.file_id),
  check_at: checkAt,
});

/** The same record, out of the index `open`: DynamoDB's TTL removes it a month later. */
export const retire = (file: FileRecord, at: string): FileRecord => {
  const { open_shard, check_at, lease_owner, lease_until, lease_id, ...kept } = file;
  return {
    ...kept,
    version: file.version + 1,
    purge_at: Math.floor(Date.parse(secondsAfter(at, PURGE_AFTER_SECONDS)) / 1000),
  };
};

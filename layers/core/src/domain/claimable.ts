import type { FileRecord } from "./file.ts";
import { keepsCheck, openShard } from "./open-index.ts";
import { CLAIMABLE } from "./status.ts";

type Claim = Pick<FileRecord, "key_path" | "dest_path"> & {
  lease_owner: string;
  lease_until: string;
  at: string;
  max_attempts: number;
};

/** Whether a mover may claim this record. */
export const mayClaim = (file: FileRecord, claim: Claim): boolean => {
  if (file.key_path !== claim.key_path || file.dest_path !== claim.dest_path) return false;
  if (file.attempts >= claim.max_attempts) return false;
  if (CLAIMABLE.includes(file.status)) return true;
  const free =
    file.lease_until === undefined || file.lease_until < claim.at || file.lease_owner === claim.lease_owner;
  return file.status === "processing" && free;
};

/** Whether one write claims the record, because no index changes. claimUpdate has the same condition as an expression. */
export const isClaimedAtOnce = (file: FileRecord, { at }: Pick<Claim, "at">): boolean =>
  file.status !== "expired" &&
  keepsCheck(file, at) &&
  (file.part_bytes === undefined || file.arrived_at !== undefined);

/** Members that a claim removes: what an earlier failure or the end of the form left. */
export const REMOVED_BY_CLAIM = [
  "details",
  "error_code",
  "cause",
  "retryable",
  "purge_at",
  "ended",
  "ended_at",
] as const satisfies readonly (keyof FileRecord)[];

/**
 * The record after a claim. It has a place in the index `open`, and a time of its next check that the reconciler soon reaches:
 * its own, or the end of the lease. A plan that nobody confirmed has arrived.
 */
export const claimed = (file: FileRecord, claim: Claim, lease_id: string): FileRecord => {
  const { lease_owner, lease_until, at } = claim;
  const kept: FileRecord = { ...file };
  for (const name of REMOVED_BY_CLAIM) delete kept[name];
  return {
    ...kept,
    status: "processing",
    lease_owner,
    lease_until,
    lease_id,
    open_shard: openShard(file.file_id),
    check_at: keepsCheck(file, at) && file.check_at !== undefined ? file.check_at : lease_until,
    ...(file.part_bytes !== undefined && { arrived_at: file.arrived_at ?? at }),
    updated_at: at,
    version: file.version + 1,
    attempts: file.attempts + 1,
    history: [
      ...file.history,
      { status: "uploaded", at, by: "mover" },
      { status: "processing", at, by: "mover" },
    ],
  };
};

import { advance, amend } from "./advance.ts";
import type { FileRecord } from "./file.ts";
import { quarantinePath } from "./keys.ts";
import { openIndexAttributes, postponeCheck } from "./open-index.ts";

// The way of a quarantined file. A presigned URL names a key of dest/, so that the bytes must leave that key.
//   1. POST /update-status writes `quarantined` with the step `entering`. From then on no download is signed.
//   2. The mover copies the bytes to quarantine/, deletes them from dest/, and writes the step `held`.
//   3. A release writes the step `leaving`. The mover copies the bytes back and writes `completed`.
// The copy in quarantine/ stays until the file is deleted. So no delete can meet a second quarantine of the same file,
// and a mover that is late can never delete the last copy. Until a step is done the record is in the index `open`, and
// the reconciler queues it.

type Lease = { lease_owner: string; lease_until: string };

/** @throws TransitionNotAllowed unless the file is completed */
export const quarantine = (file: FileRecord, at: string, reason: string | undefined): FileRecord =>
  advance(file, {
    to: "quarantined",
    by: "operator",
    at,
    details: reason,
    set: {
      quarantine_step: "entering",
      quarantine_path: quarantinePath(file.file_id, file.extension),
    },
  });

/** The record of a quarantined file that is released, or whose release is revoked. */
export const redirectQuarantine = (
  file: FileRecord,
  step: "entering" | "leaving",
  at: string,
  reason: string | undefined,
): FileRecord => {
  const { release_reason, ...kept } = file;
  const sentence =
    reason === undefined ? {} : { [step === "leaving" ? "release_reason" : "details"]: reason };
  return amend(kept, at, {
    ...openIndexAttributes(file.file_id, "quarantined", at),
    quarantine_step: step,
    ...sentence,
  });
};

/**
 * The record while a mover works on its bytes. A check that is due after the lease stays: the reconciler queues a step that
 * nobody can do every hour, and not at each lease's end.
 */
export const leaseQuarantined = (file: FileRecord, lease: Lease): FileRecord => {
  const { check_at = "" } = file;
  return { ...postponeCheck(file, check_at > lease.lease_until ? check_at : lease.lease_until), ...lease };
};

/** The record of a file whose bytes are in quarantine/ only. */
export const heldInQuarantine = (file: FileRecord): FileRecord => {
  const { lease_owner, lease_until, lease_id, open_shard, check_at, ...kept } = file;
  return { ...kept, version: file.version + 1, quarantine_step: "held" };
};

/** The record of a released file whose bytes are in dest/. The release is the operator's, also if a mover writes it. */
export const releasedFromQuarantine = (file: FileRecord, at: string): FileRecord =>
  advance(file, { to: "completed", by: "operator", at, details: file.release_reason });

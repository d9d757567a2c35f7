import { type FileRecord, isHeld } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import { cleanUpCompleted } from "./clean-up-completed.ts";
import { cleanUpDeleted } from "./clean-up-deleted.ts";
import { MessageRefused, RetryLater } from "./faults.ts";
import { type GiveUpPorts, giveUp } from "./give-up.ts";
import { moveQuarantined, type QuarantinePorts } from "./move-quarantined.ts";
import type { Claim, MoverPorts, Outcome, TimeLeft } from "./ports.ts";
import { type Lease, retryFromError } from "./retry-from-error.ts";

/** The lease ends this long after the invocation, so that it never ends while the mover still runs. */
export const LEASE_MARGIN_SECONDS = 10;

export type ClaimPorts = GiveUpPorts &
  Pick<MoverPorts, "files"> &
  Parameters<typeof cleanUpCompleted>[0] &
  Parameters<typeof cleanUpDeleted>[0] &
  QuarantinePorts;

/**
 * Takes a lease on the file for this message, or returns the outcome when there is nothing to move.
 * The claim is one UpdateItem without a read before it. A refused UpdateItem returns the record, so that a duplicate
 * message costs this one call.
 * @throws MessageRefused when the message and the record disagree; RetryLater when another write came between
 */
export const claimFile = async (
  ports: ClaimPorts,
  arrival: Arrival,
  time: TimeLeft,
): Promise<Claim | { outcome: Outcome }> => {
  const now = ports.clock();
  const at = now.toISOString();
  const lease: Lease = {
    lease_owner: arrival.message_id,
    lease_until: new Date(now.getTime() + time() + LEASE_MARGIN_SECONDS * 1000).toISOString(),
  };
  const { file_id, key_path, dest_path } = arrival;
  const written = await ports.files.claim({
    ...{ file_id, key_path, dest_path, ...lease, at },
    max_attempts: ports.maxAttempts,
  });
  if (written.ok) return { file: written.file };

  const { current } = written;
  if (!current) return { outcome: unknownFile(arrival) };
  if (current.key_path !== key_path || current.dest_path !== dest_path)
    throw new MessageRefused("its paths are not those of the record");
  switch (current.status) {
    case "completed":
      return { outcome: await cleanUpCompleted(ports, arrival, current) };
    case "quarantined":
      return { outcome: await moveQuarantined(ports, arrival, current, lease, at) };
    case "deleted":
      return { outcome: await cleanUpDeleted(ports, arrival, current, at) };
    case "error":
      return retryFromError(ports, arrival, current, lease, at);
    default:
      return { outcome: await afterRefusedClaim(ports, arrival, current, at) };
  }
};

/** An object with a key of ours and no record is left to the lifecycle rule: a restored table must not cost bytes. */
const unknownFile = (arrival: Arrival): Outcome => {
  if (!arrival.event) throw new MessageRefused("no record has its file_id");
  return "unknown-file";
};

/** The file is held by another mover, is out of attempts, or changed after the claim was refused. */
const afterRefusedClaim = async (
  ports: GiveUpPorts,
  arrival: Arrival,
  current: FileRecord,
  at: string,
): Promise<Outcome> => {
  // A lease of this message is that of an earlier delivery, which was cut off.
  if (isHeld(current, at) && current.lease_owner !== arrival.message_id) return "held-by-another-mover";
  if (current.attempts < ports.maxAttempts)
    throw new RetryLater(1, new Error("the record changed between two movers"));
  // The record names the message that was cut off. Any other message that finds the file in `error` begins a new series.
  const message_id = current.lease_owner ?? arrival.message_id;
  return giveUp(ports, { ...arrival, message_id }, current, CUT_OFF);
};

/** The cause of a file whose attempts all ended without a report. */
const CUT_OFF = new Error("the mover was cut off each time (out of time or memory), and left no word");

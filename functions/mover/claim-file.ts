import { type FileRecord, isHeld, NOT_MOVED } from "@malote/core";
import { afterDeletion } from "./after-deletion.ts";
import type { Arrival } from "./arrival.ts";
import { abandonCopy } from "./copy-progress.ts";
import { ComeBack, MessageRefused } from "./faults.ts";
import { giveUp } from "./give-up.ts";
import { afterCompletion } from "./late-post.ts";
import type { MoverPorts, Outcome, TimeLeft } from "./ports.ts";
import { reclaim } from "./reclaim.ts";

/** The lease outlives the invocation by this much, so that it never ends under a mover that still runs. */
export const LEASE_MARGIN_SECONDS = 10;

export type Claimed = { file: FileRecord } | { outcome: Outcome };

/**
 * Takes the file for this message, or finds that there is nothing to do.
 * One UpdateItem that reads nothing first; when it is refused, it brings the record that stood in
 * the way, so that a duplicate costs this one call.
 * @throws MessageRefused where message and record disagree, ComeBack where it cannot be told yet
 */
export const claimFile = async (ports: MoverPorts, arrival: Arrival, time: TimeLeft): Promise<Claimed> => {
  const now = ports.clock();
  const lease = {
    lease_owner: arrival.message_id,
    lease_until: new Date(now.getTime() + time() + LEASE_MARGIN_SECONDS * 1000).toISOString(),
  };
  const { file_id, key_path, dest_path } = arrival;
  const at = now.toISOString();
  const claim = { file_id, key_path, dest_path, ...lease, at, max_attempts: ports.maxAttempts };
  const written = await ports.files.claim(claim);
  if (written.ok) return { file: written.file };

  const current = written.current;
  if (!current) return { outcome: unknownFile(arrival) };
  if (current.key_path !== key_path || current.dest_path !== dest_path)
    throw new MessageRefused("its paths are not those of the record");
  switch (current.status) {
    case "completed":
      return { outcome: await afterCompletion(ports, arrival, current) };
    case "deleted":
      return { outcome: await afterDeletion(ports, arrival, current, at) };
    case "error":
      return retryFromError(ports, arrival, current, lease, at);
    default:
      // Our own lease means that an earlier delivery of this message was cut off.
      if (isHeld(current, at) && current.lease_owner !== arrival.message_id)
        return { outcome: "in-another-hand" };
      if (current.attempts >= ports.maxAttempts) {
        // In the name of the message that was cut off: another one comes back to a file in error, and begins anew.
        const message_id = current.lease_owner ?? arrival.message_id;
        return { outcome: await giveUp(ports, { ...arrival, message_id }, current, CUT_OFF) };
      }
      throw new ComeBack(1, new Error("the record changed between two movers"));
  }
};

/** An object of ours without a record is left to the lifecycle rule: a restored table must not cost bytes. */
const unknownFile = (arrival: Arrival): Outcome => {
  if (!arrival.event) throw new MessageRefused("no record has its file_id");
  return "unknown-file";
};

/**
 * Any message but the one whose tries led to `error` (another arrival, or one redriven from the
 * dead-letter queue) gives the file another series of attempts, if trying again can help. That one
 * goes its way to the dead-letter queue where it ran out of attempts; where it found what will not mend by
 * itself, and was cut off before it was acknowledged, it is done.
 */
const retryFromError = async (
  ports: MoverPorts,
  arrival: Arrival,
  current: FileRecord,
  lease: Parameters<typeof reclaim>[1],
  at: string,
): Promise<Claimed> => {
  // Cut off before it could abort its copy, which a new series would go on with.
  if (!current.retryable || current.lease_owner === arrival.message_id) await abandonCopy(ports, current);
  if (!current.retryable) return { outcome: "already-in-error" };
  if (current.lease_owner === arrival.message_id) {
    if (current.error_code !== NOT_MOVED.error_code) return { outcome: "already-in-error" };
    throw new ComeBack(1, new Error(current.cause ?? "the file is in error"));
  }
  const written = await ports.files.save(current, reclaim(current, lease, at));
  if (!written.ok) throw new ComeBack(1, new Error("the record changed between two movers"));
  return { file: written.file };
};

/** What is known of a file whose claims all ended without a word. */
const CUT_OFF = new Error("the mover was cut off each time (out of time or memory), and left no word");

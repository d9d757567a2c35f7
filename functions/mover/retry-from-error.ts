import { advance, type FileRecord, NOT_MOVED } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import { type AbandonPorts, abandonCopy } from "./copy/abandon-copy.ts";
import { RetryLater } from "./faults.ts";
import type { Claim, MoverPorts, Outcome } from "./ports.ts";

export type Lease = { lease_owner: string; lease_until: string };

/**
 * Claims a file in `error` for another series of attempts, if a retry can help. Any message begins a new series,
 * except the one whose attempts led to `error`: that message goes on to the dead-letter queue when it ran out of
 * attempts, and is acknowledged when it found a fault that no retry repairs.
 * @throws RetryLater
 */
export const retryFromError = async (
  ports: AbandonPorts & { files: Pick<MoverPorts["files"], "save"> },
  arrival: Arrival,
  current: FileRecord,
  lease: Lease,
  at: string,
): Promise<Claim | { outcome: Outcome }> => {
  const isOwn = current.lease_owner === arrival.message_id;
  // The mover that wrote `error` may have been cut off before it aborted its copy. A new series would continue it.
  if (!current.retryable || isOwn) await abandonCopy(ports, current);
  if (!current.retryable) return { outcome: "already-in-error" };
  if (isOwn) {
    if (current.error_code !== NOT_MOVED.error_code) return { outcome: "already-in-error" };
    throw new RetryLater(1, new Error(current.cause ?? "the file is in error"));
  }
  const written = await ports.files.save(current, reclaim(current, lease, at));
  if (!written.ok) throw new RetryLater(1, new Error("the record changed between two movers"));
  return { file: written.file };
};

/** The record of a file in `error` as one that is moved again: by way of `uploaded`, with its attempts counted anew. */
export const reclaim = (file: FileRecord, lease: Lease, at: string): FileRecord => {
  const uploaded = advance(file, { to: "uploaded", by: "mover", at, set: { attempts: 0 } });
  const set = { ...lease, check_at: lease.lease_until, attempts: 1 };
  return advance(uploaded, { to: "processing", by: "mover", at, set });
};

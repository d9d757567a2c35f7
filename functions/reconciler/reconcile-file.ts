import {
  type FileRecord,
  hasLiveLease,
  isHeld,
  postponeCheck,
  type Status,
  secondsAfter,
} from "@malote/core";
import { expire } from "./expire.ts";
import { giveUp } from "./give-up.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";
import { retireExpired } from "./retire-expired.ts";
import { sweepTombstone } from "./sweep-tombstone.ts";

/** Clocks differ, and S3's is the one that counts: a presigned POST is over this long after its time. */
const EXPIRY_MARGIN_SECONDS = 60;
/** A worker of the deployment's own takes no lease, and may scan or convert for hours. */
const WORKER_SECONDS = 24 * 3600;

export type FilePorts = Pick<ReconcilerPorts, "files" | "storage" | "queue" | "maxAttempts">;
type Look = (ports: FilePorts, file: FileRecord, at: string) => Promise<FileOutcome>;

/**
 * Looks at one file that the index says is due. The index may be behind: what is done follows from a
 * consistent read, and every write is fenced on it, so that the outcome of a race is the other's.
 */
export const reconcileFile = async (ports: FilePorts, fileId: string, at: string): Promise<FileOutcome> => {
  const file = await ports.files.get(fileId);
  const look = file && LOOKS[file.status];
  if (!file || !look) return "changed-meanwhile";
  // Put off since the index was read: by an earlier run, or by whoever claimed it.
  if (file.check_at === undefined || file.check_at > at) return "changed-meanwhile";
  return look(ports, file, at);
};

/** The table of docs/architecture.md: what is done for a file that waits in each status. The others are finished. */
const LOOKS: Partial<Record<Status, Look>> = {
  pending: async (ports, file, at) => (policyIsOver(file, at) ? expire(ports, file, at) : "not-yet"),
  expired: retireExpired,
  uploaded: queueOrGiveUp,
  processing: async (ports, file, at) => {
    if (isHeld(file, at)) return "not-yet";
    return file.lease_until === undefined ? waitForWorker(ports, file, at) : queueOrGiveUp(ports, file, at);
  },
  deleted: async (ports, file, at) => {
    const waits = hasLiveLease(file, at) || !policyIsOver(file, at);
    return waits ? "not-yet" : sweepTombstone(ports, file, at);
  },
};

const policyIsOver = ({ expires_at }: FileRecord, at: string): boolean =>
  at > secondsAfter(expires_at, EXPIRY_MARGIN_SECONDS);

/** Its message was lost, or the mover was cut off: another try, as long as it has one. */
async function queueOrGiveUp(ports: FilePorts, file: FileRecord, at: string): Promise<FileOutcome> {
  return file.attempts >= ports.maxAttempts ? giveUp(ports, file, at) : requeue(ports, file, at);
}

/** An operator's word, without a lease: the file is looked at once the worker has had its time. */
async function waitForWorker(ports: FilePorts, file: FileRecord, at: string): Promise<FileOutcome> {
  const until = secondsAfter(file.updated_at, WORKER_SECONDS);
  if (until <= at) return queueOrGiveUp(ports, file, at);
  const { ok } = await ports.files.save(file, postponeCheck(file, until));
  return ok ? "not-yet" : "changed-meanwhile";
}

import {
  type FileRecord,
  hasLiveLease,
  isHeld,
  isPlan,
  postponeCheck,
  QUEUED_CHECK_SECONDS,
  type Status,
  secondsAfter,
} from "@malote/core";
import { checkPlan, isOpenPlan } from "./check-plan.ts";
import { expire } from "./expire.ts";
import { giveUp } from "./give-up.ts";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";
import { retireExpired } from "./retire-expired.ts";
import { sweepTombstone } from "./sweep-tombstone.ts";

/** Added to the expiry of a presigned POST, because S3's clock decides and may differ from ours. */
const EXPIRY_MARGIN_SECONDS = 60;
/** A worker of the deployment has no lease, and may scan or convert a file for hours. */
const WORKER_SECONDS = 24 * 3600;

export type FilePorts = Pick<ReconcilerPorts, "files" | "storage" | "queue" | "maxAttempts">;
type Look = (ports: FilePorts, file: FileRecord, at: string) => Promise<FileOutcome>;

/**
 * Checks one file that is due according to the index. The index may be out of date, so the action is chosen by a
 * consistent read. Every write is conditional on that read: in a race, the other writer wins.
 */
export const reconcileFile = async (ports: FilePorts, fileId: string, at: string): Promise<FileOutcome> => {
  const file = await ports.files.get(fileId);
  const look = file && LOOKS[file.status];
  if (!file || !look) return "changed-meanwhile";
  // An earlier run or a claim postponed the check after the index was read.
  if (file.check_at === undefined || file.check_at > at) return "changed-meanwhile";
  return look(ports, file, at);
};

/** The action for each unfinished status, as in the table of docs/architecture.md. */
const LOOKS: Partial<Record<Status, Look>> = {
  pending: async (ports, file, at) => {
    if (policyIsOver(file, at)) return expire(ports, file, at);
    // A plan lives for days. Its last check waits for the margin after its end.
    return isOpenPlan(file) && at < file.expires_at ? checkPlan(ports, file, at) : "not-yet";
  },
  expired: retireExpired,
  // The confirmation leaves the time of the check as it is, so that it may come too early for the queue.
  uploaded: async (ports, file, at) =>
    secondsAfter(file.updated_at, QUEUED_CHECK_SECONDS) > at ? "not-yet" : queueOrGiveUp(ports, file, at),
  processing: async (ports, file, at) => {
    if (isHeld(file, at)) return "not-yet";
    return file.lease_until === undefined ? waitForWorker(ports, file, at) : queueOrGiveUp(ports, file, at);
  },
  // The bytes have not left dest/, or are not back. There is no limit of attempts: a takedown is never given up.
  quarantined: async (ports, file, at) => (isHeld(file, at) ? "not-yet" : requeue(ports, file, at)),
  deleted: async (ports, file, at) => {
    // A part cannot begin after the abort of its upload, so a plan has nothing to wait for.
    const waits = hasLiveLease(file, at) || !(isPlan(file) || policyIsOver(file, at));
    return waits ? "not-yet" : sweepTombstone(ports, file, at);
  },
};

const policyIsOver = ({ expires_at }: FileRecord, at: string): boolean =>
  at > secondsAfter(expires_at, EXPIRY_MARGIN_SECONDS);

/** The message was lost, or the mover was cut off. The file is queued again while it has attempts left. */
async function queueOrGiveUp(ports: FilePorts, file: FileRecord, at: string): Promise<FileOutcome> {
  return file.attempts >= ports.maxAttempts ? giveUp(ports, file, at) : requeue(ports, file, at);
}

/** An operator set `processing`, without a lease. The file is checked after the worker's time. */
async function waitForWorker(ports: FilePorts, file: FileRecord, at: string): Promise<FileOutcome> {
  const until = secondsAfter(file.updated_at, WORKER_SECONDS);
  if (until <= at) return queueOrGiveUp(ports, file, at);
  const { ok } = await ports.files.save(file, postponeCheck(file, until));
  return ok ? "not-yet" : "changed-meanwhile";
}

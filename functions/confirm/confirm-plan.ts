import {
  type Caller,
  type ConfirmRequest,
  faultsOfPlan,
  type OpenPlan,
  PartsDiffer,
  PartsMissing,
  type Plan,
  takesParts,
  type UploadedPart,
  uploadExpired,
  wholeFault,
} from "@malote/core";
import { answerOf, mayBecomeUploaded, queueUploaded, tracked } from "./answer.ts";
import type { Confirmation, ConfirmPorts } from "./ports.ts";
import { type WholeFile, wholeFileOf } from "./whole-file.ts";

/**
 * Queues a file whose client confirms that all of its parts are in the bucket. S3's own list of parts shows that, and its
 * pages are read at once. The mover completes the upload, because S3 may take minutes for it.
 * `uploaded` is written before the message is sent: the mover needs the checksum of the whole, and the length of a streamed
 * file.
 * @throws InvalidRequest (400), PartsMissing and PartsDiffer (409), UploadExpired (410)
 */
export const confirmPlan = async (
  ports: ConfirmPorts,
  plan: Plan,
  request: ConfirmRequest,
  caller: Caller,
  at: string,
): Promise<Confirmation> => {
  if (plan.status === "uploaded" && plan.upload_id !== undefined) {
    wholeFileOf(plan, request);
    // The confirmation before may have been cut off before its message.
    await ports.queue.send(plan);
    return answerOf(false, plan);
  }
  if (plan.status === "expired") throw uploadExpired(plan);
  if (!takesParts(plan) || !mayBecomeUploaded(caller, plan)) {
    // A client that repeats its confirmation learns from this whether the file has its bytes.
    if (plan.checksum) wholeFileOf(plan, request);
    return answerOf(false, plan);
  }

  const whole = wholeFileOf(plan, request);
  const parts = await ports.storage.uploadedParts(plan, plan.upload_id);
  if (!parts) return completedMeanwhile(ports, plan, caller);
  checkParts({ ...plan, ...whole }, parts);
  return queueUploaded(ports, plan, caller, at, { ...whole, arrived_at: at, attempts: 0 });
};

/** @throws PartsMissing, PartsDiffer */
const checkParts = (plan: OpenPlan & WholeFile, parts: readonly UploadedPart[]): void => {
  const faults = faultsOfPlan(plan, parts);
  if (faults) throw new PartsMissing(faults);
  const fault = wholeFault(plan, plan.checksum.value, parts);
  if (fault !== undefined) throw new PartsDiffer(fault);
};

/** The upload is gone. If a mover completed it, the record has changed; otherwise it was aborted. */
const completedMeanwhile = async (
  { files }: ConfirmPorts,
  before: Plan,
  caller: Caller,
): Promise<Confirmation> => {
  const now = tracked(caller, await files.get(before.file_id));
  if (now.version === before.version) throw uploadExpired(now);
  return answerOf(false, now);
};

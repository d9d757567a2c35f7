import {
  advance,
  type Caller,
  type ConfirmRequest,
  checksumOfParts,
  FileNotFound,
  faultsOfPlan,
  mayTrack,
  moveMessage,
  type OpenPlan,
  PartsDiffer,
  PartsMissing,
  type Plan,
  reachable,
  type StatusView,
  statusView,
  takesParts,
  trackerOf,
  UploadExpired,
  type UploadedPart,
  wholeFault,
} from "@malote/core";
import type { Confirmation, ConfirmPorts } from "./ports.ts";
import { wholeFileOf } from "./whole-file.ts";

/**
 * Queues a file whose client confirms that all of its parts are in the bucket. S3's own list of parts shows that, and its
 * pages are read at once. The mover completes the upload, because S3 may take minutes for it.
 * `uploaded` is written before the message is sent: the mover needs the checksum of the whole, and the length of a streamed
 * file. If the message is not sent, another confirmation sends it, or the reconciler does after 15 minutes.
 * @throws InvalidRequest (400), PartsMissing and PartsDiffer (409), UploadExpired (410)
 */
export const confirmPlan = async (
  ports: ConfirmPorts,
  plan: Plan,
  request: ConfirmRequest,
  caller: Caller,
): Promise<Confirmation> => {
  const { files, storage, queue, clock = () => new Date() } = ports;
  if (plan.status === "uploaded" && plan.upload_id !== undefined) {
    wholeFileOf(plan, request);
    // The confirmation before may have been cut off before its message.
    await queue.send(moveMessage(plan));
    return { queued: false, view: statusView(plan) };
  }
  const by = trackerOf(caller, plan);
  if (plan.status === "expired") throw new UploadExpired(plan.expires_at, "multipart upload");
  if (!takesParts(plan) || !reachable(by, plan.status).includes("uploaded")) {
    // A client that repeats its confirmation learns from this whether the file has its bytes.
    if (plan.checksum) wholeFileOf(plan, request);
    return { queued: false, view: statusView(plan) };
  }

  const whole = wholeFileOf(plan, request);
  const parts = await storage.uploadedParts(plan, plan.upload_id);
  if (!parts) return { queued: false, view: await completedMeanwhile(ports, plan, caller) };
  const confirmed: OpenPlan = { ...plan, ...whole };
  checkParts(confirmed, parts);

  const at = clock().toISOString();
  const set = { ...whole, arrived_at: at, attempts: 0 };
  const written = await files.save(plan, advance(plan, { to: "uploaded", by, at, set }));
  if (!written.ok) {
    if (!mayTrack(caller, written.current)) throw new FileNotFound();
    return { queued: false, view: statusView(written.current) };
  }
  await queue.send(moveMessage(written.file));
  return { queued: true, view: statusView(written.file) };
};

/** @throws PartsMissing, PartsDiffer */
const checkParts = (plan: OpenPlan, parts: readonly UploadedPart[]): void => {
  const faults = faultsOfPlan(plan, parts);
  if (faults)
    throw new PartsMissing(
      faults.missing,
      faults.wrong.map(({ detail }) => detail),
    );
  const fault = wholeFault(plan, plan.checksum?.value ?? "", checksumOfParts(plan, parts));
  if (fault !== undefined) throw new PartsDiffer(fault);
};

/** The upload is gone. If a mover completed it, the record has changed; otherwise it was aborted. */
const completedMeanwhile = async (
  { files }: ConfirmPorts,
  before: Plan,
  caller: Caller,
): Promise<StatusView> => {
  const now = await files.get(before.file_id);
  if (!mayTrack(caller, now)) throw new FileNotFound();
  if (now.version === before.version) throw new UploadExpired(now.expires_at, "multipart upload");
  return statusView(now);
};

import {
  type FileRecord,
  heldInQuarantine,
  isHeld,
  leaseQuarantined,
  releasedFromQuarantine,
  type Written,
} from "@malote/core";
import type { Arrival } from "./arrival.ts";
import { cleanUpCompleted } from "./clean-up-completed.ts";
import { afterLostClaim } from "./clean-up-deleted.ts";
import { RetryLater } from "./faults.ts";
import type { Bucket, MoverPorts, Outcome } from "./ports.ts";
import type { RemovePorts } from "./remove-source.ts";
import type { Lease } from "./retry-from-error.ts";

export type QuarantinePorts = { files: Pick<MoverPorts["files"], "save"> } & Pick<
  MoverPorts,
  "clock" | "maxAttempts" | "parts"
> &
  RemovePorts &
  Bucket<"abortUpload" | "copyObject" | "delete" | "head">;

/**
 * Does the next step of a quarantined file: its bytes leave dest/, or come back to it. Every step may be cut off and done
 * again. S3's events, and messages for a file whose bytes are where they belong, are those of a completed file.
 * @throws RetryLater, or an error of S3 or DynamoDB: the message must not be acknowledged
 */
export const moveQuarantined = async (
  ports: QuarantinePorts,
  arrival: Arrival,
  current: FileRecord,
  lease: Lease,
  at: string,
): Promise<Outcome> => {
  const { quarantine_path: path, quarantine_step: step } = current;
  if (arrival.event || path === undefined || step === "held")
    return cleanUpCompleted(ports, arrival, current);
  if (isHeld(current, at) && current.lease_owner !== arrival.message_id) return "held-by-another-mover";
  const claimed = await ports.files.save(current, leaseQuarantined(current, lease));
  if (!claimed.ok) throw new RetryLater(1, new Error("the record changed between two movers"));
  return step === "leaving" ? release(ports, claimed.file, path) : enter(ports, claimed.file, path);
};

/** Copies the bytes to quarantine/ and deletes them from dest/. If there are none in dest/, there is nothing to do. */
const enter = async (ports: QuarantinePorts, file: FileRecord, path: string): Promise<Outcome> => {
  const { storage, parts } = ports;
  if (!(await hasAll(ports, path, file))) await storage.copyObject(file.dest_path, path, parts);
  await storage.delete(file.dest_path);
  const written = await ports.files.save(file, heldInQuarantine(file));
  return written.ok ? "quarantined" : afterLostClaim(ports, written.current);
};

const release = async (ports: QuarantinePorts, file: FileRecord, path: string): Promise<Outcome> => {
  const { storage, parts, clock } = ports;
  const isBack =
    (await hasAll(ports, file.dest_path, file)) || (await storage.copyObject(path, file.dest_path, parts));
  if (!isBack) throw new Error("the file is to be released, and its bytes are nowhere");
  const written = await ports.files.save(file, releasedFromQuarantine(file, clock().toISOString()));
  return written.ok ? "released" : afterLostRelease(ports, written);
};

/** The release was revoked meanwhile, which only a wrong clock allows. The copy in dest/ must go again. */
const afterLostRelease = async (
  ports: QuarantinePorts,
  { current }: Extract<Written, { ok: false }>,
): Promise<Outcome> => {
  if (current?.status === "quarantined" && current.quarantine_step !== "leaving")
    await ports.storage.delete(current.dest_path);
  return afterLostClaim(ports, current);
};

const hasAll = async ({ storage }: Bucket<"head">, key: string, file: FileRecord): Promise<boolean> =>
  (await storage.head(key))?.size === file.len;

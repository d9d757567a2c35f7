import type { Checksums } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import { claimFile } from "./claim-file.ts";
import { afterLostClaim } from "./clean-up-deleted.ts";
import { checkCopy } from "./copy/check-copy.ts";
import { copyFile } from "./copy/copy-file.ts";
import { endAttempt } from "./end-attempt.ts";
import { findSource } from "./find-source.ts";
import type { MoverPorts, Outcome, Source, TimeLeft } from "./ports.ts";
import { removedOrLeft, removeSource } from "./remove-source.ts";
import { settle } from "./settle.ts";
import { verifyBytes } from "./verify-bytes.ts";

/**
 * Moves one file from temp/ to dest/. It may be cut off after any step and run again.
 * `completed` is written before the source is deleted: a crash between the two leaves a copy too many, and never
 * a file too few.
 * @throws RetryLater, MessageRefused, or an error of S3 or DynamoDB: the message must not be acknowledged
 */
export const moveFile = async (ports: MoverPorts, arrival: Arrival, time: TimeLeft): Promise<Outcome> => {
  const claim = await claimFile(ports, arrival, time);
  if ("outcome" in claim) return claim.outcome;

  let source: Source;
  let checksums: Checksums;
  try {
    const found = await findSource(ports, claim.file, time);
    source = await verifyBytes(ports, claim.file, found);
    checksums = await copyFile(ports, claim, source, time);
    await checkCopy(ports, claim, found);
  } catch (thrown) {
    return endAttempt(ports, arrival, claim.file, thrown);
  }

  const settled = await settle(ports, arrival, claim.file, source, checksums);
  if (!settled.ok) return afterLostClaim(ports, settled.current);
  await removedOrLeft(ports, arrival, () => removeSource(ports, claim.file, source.etag));
  return "completed";
};

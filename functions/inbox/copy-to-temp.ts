import type { FileRecord } from "@malote/core";
import { copyInParts } from "./copy-in-parts.ts";
import { OutOfTime, SourceGone } from "./faults.ts";
import type { InboxObject, InboxPorts, TimeLeft } from "./ports.ts";

/**
 * Copies the object, and no other bytes, to key_path: in one call, or in parts.
 * @returns "gone" if the object was overwritten or deleted meanwhile; the reconciler lets the file expire. "continued" if
 *   another message copies the rest
 * @throws RetryLater, OutOfTime if nothing was copied, or an error of S3, DynamoDB or SQS
 */
export const copyToTemp = async (
  ports: InboxPorts,
  { key, etag, event }: InboxObject,
  file: FileRecord,
  time: TimeLeft,
): Promise<"copied" | "continued" | "gone"> => {
  const { storage, parts, queue } = ports;
  if (file.len <= parts.thresholdBytes) return (await storage.copyIn(key, file, etag)) ? "copied" : "gone";
  try {
    await copyInParts(ports, key, etag, file, time);
    return "copied";
  } catch (thrown) {
    if (thrown instanceof SourceGone) return "gone";
    if (!(thrown instanceof OutOfTime) || !thrown.madeProgress) throw thrown;
    // A message has few deliveries, and a large file needs many invocations.
    await queue.send(event);
    return "continued";
  }
};

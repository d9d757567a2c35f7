import type { FileRecord, Status } from "@malote/core";
import { copyToTemp } from "./copy-to-temp.ts";
import { findSource } from "./find-source.ts";
import { placeOf } from "./place-of.ts";
import type { InboxObject, InboxPorts, Outcome, TimeLeft } from "./ports.ts";
import { recordOf } from "./record-of.ts";

/**
 * Takes one object of inbox/: creates its record, copies it to the key_path of the file in temp/, and deletes it. From there on
 * the file is moved like any other, because S3 reports the copy to the move queue.
 * It may be cut off after any step and run again. The record is created before the copy, so that the mover knows the file. The
 * object is deleted after the copy, so that its bytes are always somewhere. Copy and delete are conditional on the ETag.
 * @throws RetryLater, or an error of S3 or DynamoDB: the message must not be acknowledged
 */
export const takeObject = async (
  ports: InboxPorts,
  object: InboxObject,
  time: TimeLeft,
): Promise<Outcome> => {
  const place = placeOf(object.key);
  if (typeof place === "string") return { outcome: place };
  const source = await findSource(ports, object);
  if (!source) return { outcome: "gone" };

  const written = await ports.files.create(recordOf(ports, object, place, source));
  const file = written.ok ? written.file : written.current;
  if (!file) throw new Error("the record was removed between two calls");
  const isThere = !written.ok && (await hasBytes(ports, file));
  if (!isThere) {
    // Refused now, or by the mover, whose bytes in temp/ the lifecycle rule deleted.
    if (file.status === "error" && !file.retryable) return { file, outcome: "refused" };
    const copied = await copyToTemp(ports, object, file, time);
    if (copied !== "copied") return { file, outcome: copied };
  }
  await ports.storage.deleteIfMatch(object.key, source.etag);
  return { file, outcome: "taken" };
};

/** After these statuses, no more bytes are needed. */
const DONE: readonly Status[] = ["completed", "quarantined", "deleted"];

/** Whether an earlier delivery of the event copied the object. */
const hasBytes = async ({ storage }: InboxPorts, { status, key_path }: FileRecord): Promise<boolean> =>
  DONE.includes(status) || (await storage.head(key_path)) !== undefined;

import { isInboxKey } from "@malote/core";
import { decodeKey, isS3Event, isTestEvent, type S3Record } from "@malote/core/queue";
import type { InboxObject } from "./ports.ts";

export type InboxObjects = {
  objects: InboxObject[];
  /** The reason of each event that was dropped. */
  dropped: ("test-event" | "not-a-creation" | "other-bucket" | "other-prefix")[];
};

/** A message that is wrong in itself, so that no retry helps. The dead-letter queue keeps it for the operator. */
export class NotAnEvent extends Error {
  override name = "NotAnEvent";
}

/**
 * Reads a message of the inbox's queue: an S3 event notification, which may have several records.
 * @throws NotAnEvent
 */
export const readObjects = (body: string, bucket: string): InboxObjects => {
  const event = parse(body);
  if (isTestEvent(event)) return { objects: [], dropped: ["test-event"] };
  if (!isS3Event(event)) throw new NotAnEvent("no event of S3");
  const read = event.Records.map((record) => readRecord(record, bucket));
  return {
    objects: read.filter((one) => typeof one !== "string"),
    dropped: read.filter((one) => typeof one === "string"),
  };
};

const readRecord = (record: S3Record, bucket: string): InboxObject | InboxObjects["dropped"][number] => {
  const { eventName, eventTime, s3 } = record;
  if (!eventName.startsWith("ObjectCreated:")) return "not-a-creation";
  if (s3.bucket.name !== bucket) return "other-bucket";
  const key = decodeKey(s3.object.key);
  if (!isInboxKey(key)) return "other-prefix";
  return {
    key,
    etag: `"${s3.object.eTag}"`,
    sequencer: s3.object.sequencer,
    written_at: eventTime,
    event: { Records: [record] },
  };
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new NotAnEvent("not JSON");
  }
};

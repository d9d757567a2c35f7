import { destPath, fileIdOfTempKey, isTempKey, MoveMessage } from "@malote/core";
import { decodeKey, isS3Event, isTestEvent, type S3Record } from "@malote/core/queue";
import type { SQSRecord } from "aws-lambda";
import { is } from "valibot";
import { MessageRefused } from "./faults.ts";

/** One file whose bytes have arrived, according to a message. */
export type Arrival = {
  file_id: string;
  key_path: string;
  dest_path: string;
  message_id: string;
  /** The number of deliveries of this message, this one included. */
  receive_count: number;
  /** Which bytes, from S3's notification. The ETag has no quotes there. */
  event?: {
    etag: string;
    sequencer?: string;
    /** Whether it stands for several writes of the key, of which only the last can be there. */
    repeats?: boolean;
  };
};

export type Arrivals = {
  arrivals: Arrival[];
  /** The reason of each event that was dropped. Dropped events are counted, and have no other effect. */
  dropped: ("test-event" | "not-a-creation" | "other-bucket" | "other-prefix" | "foreign-key" | "empty")[];
};

/**
 * Reads a message of the move queue: a move message {key_path, file_id, dest_path}, or an S3 event notification,
 * which may have several records.
 * @throws MessageRefused for anything else: the dead-letter queue keeps it for the operator
 */
export const readArrivals = (record: SQSRecord, bucket: string): Arrivals => {
  const body = parse(record.body);
  const delivery = {
    message_id: record.messageId,
    receive_count: Number(record.attributes.ApproximateReceiveCount),
  };
  if (is(MoveMessage, body)) return { arrivals: [{ ...body, ...delivery }], dropped: [] };
  if (isTestEvent(body)) return { arrivals: [], dropped: ["test-event"] };
  if (!isS3Event(body)) throw new MessageRefused("neither a move message nor an S3 event");

  if (body.Records.length === 0) return { arrivals: [], dropped: ["empty"] };
  const read = body.Records.map((event) => readEvent(event, bucket));
  return {
    arrivals: read.filter((one) => typeof one !== "string").map((one) => ({ ...one, ...delivery })),
    dropped: read.filter((one) => typeof one === "string"),
  };
};

const readEvent = ({ eventName, s3 }: S3Record, bucket: string) => {
  if (!eventName.startsWith("ObjectCreated:")) return "not-a-creation";
  if (s3.bucket.name !== bucket) return "other-bucket";
  const key = decodeKey(s3.object.key);
  if (!isTempKey(key)) return "other-prefix";
  const file_id = fileIdOfTempKey(key);
  if (file_id === undefined) return "foreign-key";
  return {
    file_id,
    key_path: key,
    dest_path: destPath(file_id, key.slice("temp/".length + file_id.length)),
    event: { etag: s3.object.eTag, sequencer: s3.object.sequencer },
  };
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new MessageRefused("not JSON");
  }
};

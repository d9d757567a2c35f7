import type { MovableFile } from "@malote/core";
import type { SQSRecord } from "aws-lambda";
import { aFile, FILE_ID } from "#testing/builders.ts";
import type { Arrival } from "../arrival.ts";

export const BUCKET = "malote-files";

export const anArrival = (overrides: Partial<Arrival> = {}): Arrival => ({
  file_id: FILE_ID,
  key_path: `temp/${FILE_ID}.jpg`,
  dest_path: `dest/${FILE_ID}.jpg`,
  message_id: "message-1",
  receive_count: 1,
  ...overrides,
});

/** A message as the event source mapping delivers it; its first delivery by default. */
export const anSqsRecord = ({
  body,
  messageId = "message-1",
  receiveCount = 1,
}: {
  body: string;
  messageId?: string;
  receiveCount?: number;
}): SQSRecord => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: "1795262400000",
    SenderId: "AIDAEXAMPLE",
    ApproximateFirstReceiveTimestamp: "1795262400001",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:move",
  awsRegion: "us-east-1",
});

export const aMoveMessage = ({ key_path, file_id, dest_path }: MovableFile = aFile()): string =>
  JSON.stringify({ key_path, file_id, dest_path });

export type ObjectEvent = {
  /** URL-encoded, as S3 sends it. */
  key?: string;
  eventName?: string;
  bucket?: string;
  eTag?: string;
  sequencer?: string;
};

/** The body of an S3 event notification, with one event record for each object. */
export const anS3Event = (...objects: ObjectEvent[]): string =>
  JSON.stringify({
    Records: objects.map(
      ({
        key = `temp/${FILE_ID}.jpg`,
        eventName = "ObjectCreated:Post",
        bucket = BUCKET,
        eTag = "d41d8cd98f00b204e9800998ecf8427e",
        sequencer = "0055AED6DCD90281E5",
      }) => ({
        eventVersion: "2.1",
        eventSource: "aws:s3",
        eventName,
        s3: { bucket: { name: bucket }, object: { key, size: 16, eTag, sequencer } },
      }),
    ),
  });

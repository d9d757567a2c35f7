import { randomUUID } from "node:crypto";
import type { SQSRecord } from "aws-lambda";
import type { Upload } from "./uploads.ts";

/** S3's notification of a new object, as a message body. Format: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export const notificationOf = ({ record, etag }: Upload, bucket: string): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: record.created_at,
        eventName: "ObjectCreated:Post",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: record.key_path,
            size: record.len,
            eTag: etag.replaceAll('"', ""),
            sequencer: "0055AED6DCD90281E5",
          },
        },
      },
    ],
  });

export type Delivered = { id: string; receiptHandle: string; receiveCount: number; body: string };

/** A message as Lambda passes it to the function. */
export const sqsRecord = ({ id, receiptHandle, receiveCount, body }: Delivered): SQSRecord => ({
  messageId: id,
  receiptHandle,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(Date.now()),
    SenderId: "S3",
    ApproximateFirstReceiveTimestamp: String(Date.now()),
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:moves",
  awsRegion: "us-east-1",
});

/** The SQS message with S3's notification of an upload, delivered for the first time. */
export const arrivalOf = (upload: Upload, bucket: string): SQSRecord =>
  sqsRecord({
    id: randomUUID(),
    receiptHandle: randomUUID(),
    receiveCount: 1,
    body: notificationOf(upload, bucket),
  });

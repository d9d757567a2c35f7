import { createHash } from "node:crypto";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { TestFile } from "./files.ts";
import type { Places } from "./types.ts";

/** The message of /confirm-upload. */
export const moveMessage = ({ record: { key_path, file_id, dest_path } }: TestFile): string =>
  JSON.stringify({ key_path, file_id, dest_path });

export type Arrived = { file: TestFile; bytes?: Uint8Array; sequencer?: string };

/**
 * S3's notification that objects were created, in S3's own form, since versitygw sends none: keys encoded as in
 * a form, ETags without quotes.
 */
export const notification = (world: Places, ...arrived: Arrived[]): string =>
  JSON.stringify({
    Records: arrived.map(
      ({ file: { record, bytes: own }, bytes = own, sequencer = "0055AED6DCD90281E5" }) => ({
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: world.clock().toISOString(),
        eventName: "ObjectCreated:Post",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: world.bucket, arn: `arn:aws:s3:::${world.bucket}` },
          object: {
            key: encodeURIComponent(record.key_path).replaceAll("%20", "+"),
            size: bytes.length,
            eTag: createHash("md5").update(bytes).digest("hex"),
            sequencer,
          },
        },
      }),
    ),
  });

/** Puts messages on the queue, in their order as far as a standard queue keeps one. */
export const send = async (world: Places, ...bodies: string[]): Promise<void> => {
  for (let i = 0; i < bodies.length; i += 10)
    await world.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: bodies.slice(i, i + 10).map((MessageBody, id) => ({ Id: String(id), MessageBody })),
      }),
    );
};

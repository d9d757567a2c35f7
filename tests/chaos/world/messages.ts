import { createHash } from "node:crypto";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { TestFile } from "./files.ts";
import type { Places } from "./types.ts";

/** The message of /confirm-upload. */
export const moveMessage = ({ record: { key_path, file_id, dest_path } }: TestFile): string =>
  JSON.stringify({ key_path, file_id, dest_path });

export type ObjectEvent = { file: TestFile; bytes?: Uint8Array; sequencer?: string };

/**
 * S3's notification that objects were created, because versitygw sends none. As in S3, keys are encoded like in a
 * form, and ETags have no quotes.
 */
export const notification = (world: Places, ...objects: ObjectEvent[]): string =>
  JSON.stringify({
    Records: objects.map(
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

/** Sends messages in this order. A standard queue does not guarantee the order. */
export const send = async (world: Places, ...bodies: string[]): Promise<void> => {
  for (let i = 0; i < bodies.length; i += 10)
    await world.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: bodies.slice(i, i + 10).map((MessageBody, id) => ({ Id: String(id), MessageBody })),
      }),
    );
};

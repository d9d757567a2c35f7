import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Deliveries, MoveQueue } from "../ports.ts";
import { clientConfig } from "./client-config.ts";

export const sqsClient = (): SQSClient => new SQSClient(clientConfig());

export const createMoveQueue = (queueUrl: string, client = sqsClient()): MoveQueue => ({
  async send({ key_path, file_id, dest_path }) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ key_path, file_id, dest_path }),
      }),
    );
  },
});

export const createDeliveries = (queueUrl: string, client = sqsClient()): Deliveries => ({
  async delay(receiptHandle, seconds) {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  },
});

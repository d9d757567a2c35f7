import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { type DeliveryMessage, messageOf } from "../../domain/webhooks/delivery.ts";
import type { DeadLetters, DeliveryQueue } from "../../domain/webhooks/ports.ts";
import { sqsClient } from "../move-queue.ts";

/** SQS takes so many messages in one call. */
const MAX_BATCH = 10;

/**
 * A standard queue whose messages name their group. So SQS delivers the messages of quiet endpoints first, while one endpoint
 * has a backlog:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export const createDeliveryQueue = (queueUrl: string, client = sqsClient()): DeliveryQueue => ({
  async send(messages, delaySeconds = 0) {
    const batches = Array.from({ length: Math.ceil(messages.length / MAX_BATCH) }, (_, i) =>
      messages.slice(i * MAX_BATCH, (i + 1) * MAX_BATCH),
    );
    const refused = await Promise.all(
      batches.map(async (batch) => {
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: batch.map((message, i) => ({
              Id: String(i),
              ...bodyOf(message),
              DelaySeconds: delaySeconds,
            })),
          }),
        );
        const ids = new Set(Failed.map(({ Id }) => Id));
        return batch.filter((_, i) => ids.has(String(i)));
      }),
    );
    return refused.flat();
  },
});

export const createDeadLetters = (queueUrl: string, client = sqsClient()): DeadLetters => ({
  async send(message) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...bodyOf(message) }));
  },
});

const bodyOf = (message: DeliveryMessage) => ({
  MessageBody: JSON.stringify(messageOf(message)),
  MessageGroupId: message.webhook_id,
});

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { InboxQueue } from "../ports.ts";
import { createDeliveries, sqsClient } from "./move-queue.ts";

export const createInboxQueue = (queueUrl: string, client = sqsClient()): InboxQueue => ({
  ...createDeliveries(queueUrl, client),

  async send(event) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
  },
});

import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { webhookSecrets } from "@malote/core/webhook-secrets";
import {
  type DeliveryMessage,
  deadLetters,
  deliveryQueue,
  deliveryTable,
  endpointTable,
  webhookEnv,
} from "@malote/core/webhooks";
import { worker } from "@malote/core/worker";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { deliver } from "./deliver.ts";
import { createPost } from "./post.ts";
import { createReport } from "./report.ts";

/** The queue of deliveries: up to ten messages at once. Each message succeeds or fails by itself. */
export const handler = worker("webhook-deliver", (metrics) => {
  const report = createReport(metrics);
  const attempt = deliver({
    endpoints: endpointTable(),
    deliveries: deliveryTable(),
    queue: deliveryQueue(),
    deadLetters: deadLetters(),
    secrets: webhookSecrets(),
    post: createPost({ allowLocal: webhookEnv.localWebhooks() }),
    clock: () => new Date(),
  });
  const receive = async ({ body }: SQSRecord): Promise<void> => {
    // Only the functions of webhooks may send to this queue.
    const message: DeliveryMessage = JSON.parse(body);
    report.attempted(message, await attempt(message));
  };
  return (event: SQSEvent, context: Context) =>
    processPartialResponse(event, receive, new BatchProcessor(EventType.SQS), {
      context,
      throwOnFullBatchFailure: false,
    });
});

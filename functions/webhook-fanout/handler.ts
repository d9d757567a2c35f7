import { deliveryQueue, deliveryTable, endpointTable } from "@malote/core/webhooks";
import { worker } from "@malote/core/worker";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { fanOut } from "./fan-out.ts";
import { createReport } from "./report.ts";

/** The table's stream. It returns the records of which not all deliveries are queued: Lambda repeats them. */
export const handler = worker("webhook-fanout", (metrics) => {
  const run = fanOut({
    endpoints: endpointTable(),
    deliveries: deliveryTable(),
    queue: deliveryQueue(),
    clock: () => new Date(),
    report: createReport(metrics),
  });
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => ({
    batchItemFailures: (await run(Records)).map((itemIdentifier) => ({ itemIdentifier })),
  });
});

import { eventBus } from "@malote/core/events";
import { worker } from "@malote/core/worker";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { publishChanges } from "./publish-changes.ts";
import { createReport } from "./report.ts";

/** The table's stream. It returns the records whose events were not published: Lambda repeats them. */
export const handler = worker("status-events", (metrics) => {
  const publish = publishChanges({ bus: eventBus(), report: createReport(metrics) });
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => ({
    batchItemFailures: (await publish(Records)).map((itemIdentifier) => ({ itemIdentifier })),
  });
});

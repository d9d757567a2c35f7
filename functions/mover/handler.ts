import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { fileTable } from "@malote/core/files";
import { deliveries, moveQueue } from "@malote/core/queue";
import { env, log } from "@malote/core/runtime";
import { moverStorage } from "@malote/core/storage";
import middy from "@middy/core";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { receiveMessage } from "./receive-message.ts";
import { createReport } from "./report.ts";
import { endOfCalls } from "./time-left.ts";

const metrics = new Metrics({
  namespace: "Malote",
  serviceName: "mover",
  defaultDimensions: { stack: env.stackName() },
});
const storageUntil = moverStorage();
const ports = {
  files: fileTable(),
  queue: moveQueue(),
  deliveries: deliveries(),
  bucket: env.bucket(),
  parts: { thresholdBytes: env.multipartThresholdBytes(), partBytes: env.copyPartBytes() },
  maxAttempts: env.maxAttempts(),
  clock: () => new Date(),
  report: createReport(metrics),
};

/** The move queue: ten messages at once, each succeeding or failing by itself. */
const handleBatch = async (event: SQSEvent, context: Context) => {
  const time = () => context.getRemainingTimeInMillis();
  const receive = receiveMessage({ ...ports, storage: storageUntil(endOfCalls(time)) });
  const processor = new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, (record: SQSRecord) => receive(record, time), processor, {
    context,
    throwOnFullBatchFailure: false,
  });
};

/**
 * Not ended by middy a moment before Lambda would: a function that answers is kept, and what was under way
 * would go on in the next invocation, which takes it for its own.
 */
const LAMBDA_ENDS_IT = { timeoutEarlyInMillis: 0 };

export const handler = middy(handleBatch, LAMBDA_ENDS_IT)
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics));

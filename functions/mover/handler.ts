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
const processor = new BatchProcessor(EventType.SQS);
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
  return processPartialResponse(event, (record: SQSRecord) => receive(record, time), processor, {
    context,
    throwOnFullBatchFailure: false,
  });
};

export const handler = middy(handleBatch).use(injectLambdaContext(log)).use(logMetrics(metrics));

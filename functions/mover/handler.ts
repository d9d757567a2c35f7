import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { endOfCalls } from "@malote/core/copies";
import { fileTable } from "@malote/core/files";
import { deliveries, moveQueue } from "@malote/core/queue";
import { env } from "@malote/core/runtime";
import { moverStorage } from "@malote/core/storage";
import { worker } from "@malote/core/worker";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { receiveMessage } from "./receive-message.ts";
import { rememberFinished } from "./remember-finished.ts";
import { createReport } from "./report.ts";

/** The move queue: up to ten messages at once. Each message succeeds or fails by itself. */
export const handler = worker("mover", (metrics) => {
  const storageUntil = moverStorage();
  const clock = () => new Date();
  const files = fileTable();
  const ports = {
    files,
    filesOfEvents: rememberFinished(files, clock),
    queue: moveQueue(),
    deliveries: deliveries(),
    bucket: env.bucket(),
    parts: {
      thresholdBytes: env.multipartThresholdBytes(),
      partBytes: env.copyPartBytes(),
      maxPartBytes: env.copyMaxPartBytes(),
    },
    maxAttempts: env.maxAttempts(),
    refusesPrograms: env.deniedExtensions().includes(".exe"),
    clock,
    report: createReport(metrics),
  };
  return async (event: SQSEvent, context: Context) => {
    const time = () => context.getRemainingTimeInMillis();
    const receive = receiveMessage({ ...ports, storage: storageUntil(endOfCalls(time)) }, event.Records);
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, (record: SQSRecord) => receive(record, time), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  };
});

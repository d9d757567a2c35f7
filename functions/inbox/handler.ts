import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { endOfCalls } from "@malote/core/copies";
import { fileTable } from "@malote/core/files";
import { inboxQueue } from "@malote/core/queue";
import { env } from "@malote/core/runtime";
import { inboxStorage } from "@malote/core/storage";
import { uploadInput } from "@malote/core/uploads";
import { worker } from "@malote/core/worker";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { receiveMessage } from "./receive-message.ts";
import { createReport } from "./report.ts";

/** The queue of inbox/: up to ten messages at once. Each message succeeds or fails by itself. */
export const handler = worker("inbox", (metrics) => {
  const storageUntil = inboxStorage();
  const ports = {
    files: fileTable(),
    queue: inboxQueue(),
    bucket: env.bucket(),
    uploads: uploadInput(),
    parts: {
      thresholdBytes: env.multipartThresholdBytes(),
      partBytes: env.copyPartBytes(),
      maxPartBytes: env.copyMaxPartBytes(),
    },
    clock: () => new Date(),
    report: createReport(metrics),
  };
  return async (event: SQSEvent, context: Context) => {
    const time = () => context.getRemainingTimeInMillis();
    const receive = receiveMessage({ ...ports, storage: storageUntil(endOfCalls(time)) });
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, (record: SQSRecord) => receive(record, time), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  };
});

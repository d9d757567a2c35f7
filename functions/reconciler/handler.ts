import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { fileIndexes, fileTable } from "@malote/core/files";
import { moveQueue } from "@malote/core/queue";
import { env, log } from "@malote/core/runtime";
import { reconcilerStorage } from "@malote/core/storage";
import middy from "@middy/core";
import type { Context, ScheduledEvent } from "aws-lambda";
import { reconcile } from "./reconcile.ts";
import { createReport } from "./report.ts";

const metrics = new Metrics({
  namespace: "Malote",
  serviceName: "reconciler",
  defaultDimensions: { stack: env.stackName() },
});
const run = reconcile({
  files: fileTable(),
  indexes: fileIndexes(),
  storage: reconcilerStorage(),
  queue: moveQueue(),
  maxAttempts: env.maxAttempts(),
  leftoverAgeSeconds: env.leftoverAgeSeconds(),
  clock: () => new Date(),
  report: createReport(metrics),
});

/** Every five minutes. It answers what it found, for whoever invokes it by hand. */
const onSchedule = (_: ScheduledEvent, context: Context) => run(() => context.getRemainingTimeInMillis());

/**
 * Not ended by middy a moment before Lambda would: a function that answers is kept, and what was under way
 * would go on in the next run.
 */
const LAMBDA_ENDS_IT = { timeoutEarlyInMillis: 0 };

export const handler = middy(onSchedule, LAMBDA_ENDS_IT)
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics));

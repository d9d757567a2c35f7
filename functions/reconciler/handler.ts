import { fileIndexes, fileTable, sweepCursor } from "@malote/core/files";
import { moveQueue } from "@malote/core/queue";
import { env } from "@malote/core/runtime";
import { reconcilerStorage } from "@malote/core/storage";
import { worker } from "@malote/core/worker";
import type { Context, ScheduledEvent } from "aws-lambda";
import { reconcile } from "./reconcile.ts";
import { createReport } from "./report.ts";

/** Runs every five minutes. It returns its counts, for a person who invokes it by hand. */
export const handler = worker("reconciler", (metrics) => {
  const run = reconcile({
    files: fileTable(),
    indexes: fileIndexes(),
    storage: reconcilerStorage(),
    queue: moveQueue(),
    cursor: sweepCursor(),
    maxAttempts: env.maxAttempts(),
    leftoverAgeSeconds: env.leftoverAgeSeconds(),
    clock: () => new Date(),
    report: createReport(metrics),
  });
  return (_: ScheduledEvent, context: Context) => run(() => context.getRemainingTimeInMillis());
});

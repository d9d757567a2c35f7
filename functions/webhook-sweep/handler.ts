import { deliveryQueue, deliveryTable } from "@malote/core/webhooks";
import { MetricUnit, worker } from "@malote/core/worker";
import type { Context, ScheduledEvent } from "aws-lambda";
import { sweep } from "./sweep.ts";

/** Runs every minute. */
export const handler = worker("webhook-sweep", (metrics) => {
  const run = sweep({ deliveries: deliveryTable(), queue: deliveryQueue(), clock: () => new Date() });
  return async (_: ScheduledEvent, context: Context) => {
    const result = await run(() => context.getRemainingTimeInMillis());
    // A metric is billed for each hour in which it is written.
    if (result.sent > 0) metrics.addMetric("DeliveriesSwept", MetricUnit.Count, result.sent);
    return result;
  };
});

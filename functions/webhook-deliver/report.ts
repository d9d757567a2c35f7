import { log } from "@malote/core/runtime";
import type { DeliveryMessage } from "@malote/core/webhooks";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { DeliverOutcome } from "./deliver.ts";

/** A log line and a metric for each outcome. Neither has a URL, a body or a secret. */
export const createReport = (metrics: WorkerMetrics) => ({
  attempted({ webhook_id, delivery_id }: DeliveryMessage, outcome: DeliverOutcome): void {
    const name = METRICS[outcome];
    if (name) metrics.addMetric(name, MetricUnit.Count, 1);
    log.info("webhook", { webhook_id, delivery_id, outcome });
  },
});

const METRICS: Partial<Record<DeliverOutcome, string>> = {
  delivered: "WebhooksDelivered",
  retried: "WebhooksRetried",
  "given-up": "WebhooksGivenUp",
  gone: "WebhooksGone",
};

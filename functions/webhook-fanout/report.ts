import { log } from "@malote/core/runtime";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { Report } from "./fan-out.ts";

/** The metrics DeliveriesQueued and ChangesNotQueued, and a log line for each record that is repeated. */
export const createReport = (metrics: WorkerMetrics): Report => ({
  queued(count) {
    metrics.addMetric("DeliveriesQueued", MetricUnit.Count, count);
  },
  notQueued(sequence, cause) {
    metrics.addMetric("ChangesNotQueued", MetricUnit.Count, 1);
    log.error("change not queued", { sequence, error: cause as Error });
  },
});

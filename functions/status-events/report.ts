import { log } from "@malote/core/runtime";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { Report } from "./publish-changes.ts";

/** Writes one log line for each event, and the metrics EventsPublished and EventsNotPublished. */
export const createReport = (metrics: WorkerMetrics): Report => ({
  published({ id, file_id }) {
    metrics.addMetric("EventsPublished", MetricUnit.Count, 1);
    log.info("event published", { id, file_id });
  },
  notPublished(id, cause) {
    metrics.addMetric("EventsNotPublished", MetricUnit.Count, 1);
    log.error("event not published", { id, error: cause as Error });
  },
});

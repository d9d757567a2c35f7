import { causeOf } from "@malote/core/copies";
import { log } from "@malote/core/runtime";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { Outcome } from "./ports.ts";
import type { Report } from "./receive-message.ts";

/**
 * Writes one log line for each object, and the metrics InboxTaken, InboxContinued, InboxRefused, InboxUnknownOwners,
 * InboxGone, EventsDropped, MessagesPostponed. The line of an object without a file has its key, by which an operator finds it.
 */
export const createReport = (metrics: WorkerMetrics): Report => {
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  return {
    dropped(reason) {
      count("EventsDropped");
      if (reason !== "test-event") log.warn("event dropped", { reason });
    },
    handled({ key }, { outcome, file }) {
      const metric = METRIC_OF[outcome];
      if (metric !== undefined) count(metric);
      if (outcome === "unknown-owner") log.warn("no owner in the key", { key });
      else log.info(outcome, file ? { file_id: file.file_id } : { key });
    },
    postponed(messageId, seconds, cause) {
      count("MessagesPostponed");
      log.warn("message is retried", { message_id: messageId, seconds, cause: causeOf(cause) });
    },
    undelayed(messageId, cause) {
      log.warn("delay not set", { message_id: messageId, cause: causeOf(cause) });
    },
  };
};

const METRIC_OF: Partial<Record<Outcome["outcome"], string>> = {
  taken: "InboxTaken",
  continued: "InboxContinued",
  refused: "InboxRefused",
  "unknown-owner": "InboxUnknownOwners",
  gone: "InboxGone",
};

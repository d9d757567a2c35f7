import { causeOf } from "@malote/core/copies";
import { log } from "@malote/core/runtime";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { Report } from "./receive-message.ts";

/**
 * Writes one log line for each message, and the metrics FilesMoved, CopiesContinued, FilesRefused, LatePosts, RepeatedEvents,
 * UnknownFiles, DeletedFiles, QuarantinedFiles, ReleasedFiles, Duplicates, EventsDropped, MessagesRefused, MessagesPostponed.
 */
export const createReport = (metrics: WorkerMetrics): Report => {
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  return {
    dropped(reason) {
      count("EventsDropped");
      if (reason !== "test-event") log.warn("event dropped", { reason });
    },
    moved({ file_id, message_id, receive_count, event }, outcome) {
      count(METRIC_OF[outcome] ?? "Duplicates");
      log.info(outcome, { file_id, message_id, receive_count, by: event ? "notification" : "message" });
    },
    refused({ messageId }, reason) {
      count("MessagesRefused");
      log.error("message refused", { message_id: messageId, reason });
    },
    postponed({ messageId }, seconds, cause) {
      count("MessagesPostponed");
      log.warn("message is retried", { message_id: messageId, seconds, cause: causeOf(cause) });
    },
    notAborted({ file_id, copy_upload_id }, cause) {
      log.warn("copy not aborted", { file_id, upload_id: copy_upload_id, cause: causeOf(cause) });
    },
    undelayed({ messageId }, cause) {
      log.warn("delay not set", { message_id: messageId, cause: causeOf(cause) });
    },
  };
};

const METRIC_OF: Partial<Record<Parameters<Report["moved"]>[1], string>> = {
  completed: "FilesMoved",
  continued: "CopiesContinued",
  refused: "FilesRefused",
  "late-post-removed": "LatePosts",
  "late-post-left": "LatePosts",
  "repeated-event": "RepeatedEvents",
  "unknown-file": "UnknownFiles",
  deleted: "DeletedFiles",
  quarantined: "QuarantinedFiles",
  released: "ReleasedFiles",
};

import { log } from "@malote/core/runtime";
import { MetricUnit, type WorkerMetrics } from "@malote/core/worker";
import type { Report, Tally } from "./ports.ts";

/** Writes a log line for each change and each fault, and the counts of each run as metrics. */
export const createReport = (metrics: WorkerMetrics): Report => ({
  file(fileId, outcome) {
    if (outcome !== "not-yet" && outcome !== "changed-meanwhile") log.info(outcome, { file_id: fileId });
  },
  object(key, outcome) {
    if (outcome === "removed") log.info("leftover removed", { key });
    if (outcome === "unknown") log.warn("no record explains an object", { key });
  },
  failed(what, cause) {
    log.error("not reconciled", { what, error: cause as Error });
  },
  finished(tally) {
    for (const [name, value] of Object.entries(countsOf(tally)))
      if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
    if (tally.oldestUnfinishedSeconds !== undefined)
      metrics.addMetric("OldestUnfinishedSeconds", MetricUnit.Seconds, tally.oldestUnfinishedSeconds);
  },
});

/**
 * Zeros are not written: a metric costs money for each hour in which it has a value. OldestUnfinishedSeconds has one for each run,
 * so that a gap in its graph means that there was no run.
 */
const countsOf = ({ files, objects, failed }: Tally): Record<string, number> => ({
  ExpiredFiles: files.expired ?? 0,
  RequeuedFiles: files.requeued ?? 0,
  GivenUpFiles: files["given-up"] ?? 0,
  SweptTombstones: files["tombstone-swept"] ?? 0,
  LeftoverObjects: objects.removed ?? 0,
  UnknownObjects: objects.unknown ?? 0,
  NotReconciled: failed,
});

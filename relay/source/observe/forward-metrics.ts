import type { ForwardMetrics, LineState, Work } from "../forward/index.ts";
import type { Metrics } from "./metrics.ts";

/** What the forwarder counts, as metrics. */
export const forwardMetrics = (metrics: Metrics): ForwardMetrics => {
  const lines = new Map<Work, LineState>();
  return {
    sent: (bytes) => {
      metrics.bytesForwarded.inc(bytes);
      metrics.filesForwarded.inc({ outcome: "sent" });
    },
    completed: () => metrics.filesForwarded.inc({ outcome: "completed" }),
    failed: (code) => metrics.forwardFailures.inc({ code }),
    parked: () => metrics.filesForwarded.inc({ outcome: "parked" }),
    line: (work, state) => {
      lines.set(work, state);
      metrics.lineUp.set([...lines.values()].every((line) => line === "up") ? 1 : 0);
    },
  };
};

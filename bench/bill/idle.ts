import { dollars, type Uses } from "../costs/prices.ts";
import { ASSUMED } from "./assumed.ts";
import { alarmMetrics, memoryGb, methodsWithMetrics, type Template } from "./template.ts";

const RUN_SECONDS = 300;
/** API Gateway's metrics of a method: Count, Latency, IntegrationLatency, 4XXError, 5XXError. */
const METRICS_OF_A_METHOD = 5;

export interface Fixed {
  what: string;
  uses: Uses;
}

/** The metrics that the reconciler writes in a run that finds nothing. */
export const RECONCILER_METRICS = 1;

/** What a month costs while nothing happens. */
export const idleMonth = (template: Template): Fixed[] => {
  const seconds = ASSUMED.hoursOfMonth * 3600;
  const runs = seconds / RUN_SECONDS;
  return [
    { what: "alarms, by the metrics that they read", uses: { alarmMetric: alarmMetrics(template) } },
    { what: "metrics of the reconciler", uses: { customMetric: RECONCILER_METRICS } },
    {
      what: "Lambda's pollers of the move queue",
      uses: { queueRequest: (ASSUMED.pollers * seconds) / ASSUMED.pollSeconds },
    },
    {
      what: "runs of the reconciler that find nothing",
      uses: {
        invocation: runs,
        gbSecond: runs * (ASSUMED.reconcilerMs / 1000) * memoryGb(template, "Reconciler"),
        // Eight queries of empty shards, and one list of temp/ (docs/bill.md).
        readUnit: runs * 8 * 0.5,
        s3Write: runs,
        loggedGb: (runs * ASSUMED.reconcilerLogBytes) / 1e9,
      },
    },
  ];
};

/** What a month costs more as soon as each route is called. */
export const methodMetrics = (template: Template): Fixed => ({
  what: "metrics of each method that is called",
  uses: { customMetric: methodsWithMetrics(template) * METRICS_OF_A_METHOD },
});

export const dollarsOf = (fixed: readonly Fixed[]): number =>
  fixed.reduce((sum, { uses }) => sum + dollars(uses), 0);

import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { env } from "./env.ts";
import { log } from "./log.ts";

/** Adds metrics to the current invocation. They are written when it ends. */
export type WorkerMetrics = Pick<Metrics, "addMetric">;
export { MetricUnit };

/**
 * The Lambda handler of a function that no route calls. `wire` runs once, while the module loads. The metrics have the
 * namespace Malote, the dimension `service` with the given name and the dimension `stack`.
 *
 * It is no middy stack. Such a function needs only these lines of it, middy would end an invocation shortly before
 * Lambda does, and its own chunk in the layer would cost every route two more files to load.
 */
export const worker = <Event, Result>(
  serviceName: string,
  wire: (metrics: WorkerMetrics) => (event: Event, context: Context) => Promise<Result>,
) => {
  const metrics = new Metrics({
    namespace: "Malote",
    serviceName,
    defaultDimensions: { stack: env.stackName() },
  });
  const handle = wire(metrics);
  return async (event: Event, context: Context): Promise<Result> => {
    log.addContext(context);
    try {
      return await handle(event, context);
    } finally {
      // Without any, it would print a warning.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
};

import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { env } from "./env.ts";
import { log } from "./log.ts";

/** Writes the metrics of an invocation; they are flushed when it ends. */
export type WorkerMetrics = Pick<Metrics, "addMetric">;
export { MetricUnit };

/**
 * The Lambda handler of a function that no route calls. `wire` runs once, while the module loads. The metrics have the
 * namespace Malote, the dimension `service` with the given name and the dimension `stack`.
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
  return middy(wire(metrics), LAMBDA_ENDS_IT).use(injectLambdaContext(log)).use(logMetrics(metrics));
};

/**
 * middy would end an invocation shortly before Lambda does. Lambda then keeps the process, and the calls that are still
 * running continue in the next invocation.
 */
const LAMBDA_ENDS_IT = { timeoutEarlyInMillis: 0 };

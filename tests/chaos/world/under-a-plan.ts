import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { type CallLimits, clientConfig } from "../../../layers/core/src/aws/client-config.ts";
import { type Around, aroundAttempts } from "./around-attempts.ts";
import { type Call, nameCalls } from "./call.ts";
import { Died, type Plan } from "./plan.ts";

/**
 * What the clients of one process have in common: every attempt goes through `plan`, and none is sent once the process has
 * died.
 */
export const underAPlan = (labels: ReadonlyMap<string, string>, plan: Plan) => {
  const made: Call[] = [];
  let dead = false;
  const die = (): never => {
    dead = true;
    throw new Died();
  };
  const around: Around = (call, send) => {
    if (dead) return Promise.reject(new Died());
    made.push(call);
    return plan(call, send, die);
  };
  const nameOf = nameCalls(labels);
  return {
    /** Every attempt so far, in the order in which they were begun. */
    made: made as readonly Call[],
    isDead: () => dead,
    tap: <C extends Parameters<typeof aroundAttempts>[0]>(client: C): C =>
      aroundAttempts(client, nameOf, around),
  };
};

/** The functions' own limits. Only the backoff between the SDK's attempts is cut short. */
export const limited = (limits?: CallLimits) => {
  const config = clientConfig(limits);
  return { ...config, retryStrategy: new ConfiguredRetryStrategy(config.maxAttempts, () => 1) };
};

import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { Retry } from "@smithy/core/retry";

export type CallLimits = {
  /** Attempts of one call, the first included. */
  maxAttempts: number;
  /** The timeout of one attempt, in milliseconds. 0 means none. */
  requestTimeoutMs: number;
};

/** The default. The mover needs others. */
export const CALL_LIMITS: CallLimits = { maxAttempts: 3, requestTimeoutMs: 1200 };

/**
 * The longest time that a call with these limits can take, in milliseconds: each attempt is throttled at the end of its
 * timeout, and each of the SDK's random pauses is the longest. The arithmetic at MoveQueue in template.yaml uses it.
 */
export const longestCallMs = ({ maxAttempts, requestTimeoutMs }: CallLimits = CALL_LIMITS): number =>
  maxAttempts * requestTimeoutMs + Retry.throttlingDelay() * (2 ** (maxAttempts - 1) - 1);

/**
 * Prints the SDK's warnings, such as that of too few sockets. By default they go to the console only where the SDK recognises
 * the class of its own logger by its name, which a bundle does not keep. Without `info` and `error` the SDK does not prepare
 * the lines of each call: 2 % of the mover's CPU.
 */
const warnings = {
  debug: () => {},
  warn: (...content: unknown[]) => console.warn(...content),
} as NonNullable<S3ClientConfig["logger"]>;

/**
 * The retries end before the function's timeout: the four calls of a route take less than its 28 s. So a slow service
 * leads to a 503, and not to an invocation that Lambda ends.
 * If all of `maxSockets` are in use for a second, a call fails like one that cannot connect.
 */
export const clientConfig = (limits: CallLimits = CALL_LIMITS, maxSockets = 50) => ({
  maxAttempts: limits.maxAttempts,
  logger: warnings,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: limits.requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets },
    httpAgent: { maxSockets },
  },
});

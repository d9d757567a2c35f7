import { Retry } from "@smithy/core/retry";

export type CallLimits = {
  /** Tries of one call, the first included. */
  maxAttempts: number;
  /** How long one try may take before it is given up, in milliseconds; 0 has no end. */
  requestTimeoutMs: number;
};

/** Of any call, unless a service or a function needs others. */
export const CALL_LIMITS: CallLimits = { maxAttempts: 3, requestTimeoutMs: 1200 };

/**
 * The longest that a call with these limits takes, in milliseconds: every try timed out or throttled at its
 * very end, and the longest of the SDK's random pauses between them. What hangs on it: template.yaml, at MoveQueue.
 */
export const longestCallMs = ({ maxAttempts, requestTimeoutMs }: CallLimits = CALL_LIMITS): number =>
  maxAttempts * requestTimeoutMs + Retry.throttlingDelay() * (2 ** (maxAttempts - 1) - 1);

/**
 * Retries bounded below the function's timeout: the four calls of a route end within its 28 s, so that a
 * slow service is answered with a 503 and not with a dead function.
 * A call that finds all of `maxSockets` taken for a second fails as one that cannot connect.
 */
export const clientConfig = (limits: CallLimits = CALL_LIMITS, maxSockets = 50) => ({
  maxAttempts: limits.maxAttempts,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: limits.requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets },
    httpAgent: { maxSockets },
  },
});

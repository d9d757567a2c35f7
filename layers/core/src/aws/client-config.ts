export type CallLimits = {
  /** Tries of one call, the first included. */
  maxAttempts?: number;
  /** How long one try may take before it is given up, in milliseconds. */
  requestTimeoutMs?: number;
};

/**
 * Retries bounded below the function's timeout: the four calls of a route, three tries of 1.2 s each
 * and their backoff, end within its 20 s, so that a slow service is answered with a 503 and not with
 * a dead function.
 */
export const clientConfig = ({ maxAttempts = 3, requestTimeoutMs = 1200 }: CallLimits = {}) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  },
});

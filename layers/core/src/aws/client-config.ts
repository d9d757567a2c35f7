export type CallLimits = {
  /** Tries of one call, the first included. */
  maxAttempts?: number;
  /** How long one try may take before it is given up, in milliseconds. */
  requestTimeoutMs?: number;
};

/**
 * Retries bounded below the function's timeout: 3 tries of 2 s and their backoff end within the
 * 10 s of a route, so that a slow service is answered with a 503 and not with a dead function.
 */
export const clientConfig = ({ maxAttempts = 3, requestTimeoutMs = 2000 }: CallLimits = {}) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  },
});

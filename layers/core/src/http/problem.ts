import { isRetryable } from "../aws/faults.ts";
import type { Problem } from "../contract/problem.ts";
import { InternalError, MalformedJson, MaloteError, Unavailable } from "../domain/errors.ts";

export type HttpResponse = { statusCode: number; headers: Record<string, string>; body: string };

/**
 * The one mapping from a thrown value to an error that a caller may see.
 * An unknown error is a 503 if a retry may help, and a 500 otherwise. Neither says anything about the inside.
 */
export const publicError = (thrown: unknown): MaloteError => {
  if (thrown instanceof MaloteError) return thrown;
  const status = (thrown as { statusCode?: unknown } | undefined)?.statusCode;
  // middy's JSON parser throws 422 for malformed JSON, and 400 for a member such as __proto__.
  if (status === 422 || status === 400) return new MalformedJson();
  return isRetryable(thrown) ? new Unavailable({ cause: thrown }) : new InternalError({ cause: thrown });
};

/**
 * The problem of an error.
 * @param at where the faulty input is in the request: the pointers of its faults begin there
 */
export const problemOf = (error: MaloteError, requestId: string, at = "#"): Problem => ({
  type: `urn:malote:problem:${error.code}`,
  title: error.title,
  status: error.status,
  code: error.code,
  detail: error.message,
  instance: requestId,
  ...(error.faults && {
    errors: error.faults.map(({ pointer, detail }) => ({ pointer: pointer.replace("#", at), detail })),
  }),
  ...error.members,
});

/** The response with the problem of an error. */
export const problem = (error: MaloteError, requestId: string): HttpResponse => ({
  statusCode: error.status,
  headers: {
    "Content-Type": "application/problem+json",
    // Caches may keep 404 and 410 by default, and the next response may differ.
    "Cache-Control": "no-store",
    // API Gateway sends it as x-amzn-Remapped-WWW-Authenticate. Its own 401 keeps the name (GatewayResponses).
    ...(error.status === 401 && { "WWW-Authenticate": "Bearer" }),
    ...(error.retryAfter !== undefined && { "Retry-After": String(error.retryAfter) }),
  },
  body: JSON.stringify(problemOf(error, requestId)),
});

import { isRetryable } from "../aws/faults.ts";
import {
  InternalError,
  MalformedJson,
  MaloteError,
  Unavailable,
  UnsupportedMediaType,
} from "../domain/errors.ts";

export type HttpAnswer = { statusCode: number; headers: Record<string, string>; body: string };

/**
 * The one mapping from whatever was thrown to what a caller may be told.
 * Anything that is not ours is a 503 where trying again may help, else a 500; neither tells
 * anything of the inside.
 */
export const publicError = (thrown: unknown): MaloteError => {
  if (thrown instanceof MaloteError) return thrown;
  const status = (thrown as { statusCode?: unknown } | undefined)?.statusCode;
  // middy's JSON parser: 415 without the right Content-Type, 422 for malformed JSON.
  if (status === 415) return new UnsupportedMediaType();
  if (status === 422 || status === 400) return new MalformedJson();
  return isRetryable(thrown) ? new Unavailable({ cause: thrown }) : new InternalError({ cause: thrown });
};

/** RFC 9457. The type is a URN: an identifier that promises no page behind it. */
export const problem = (error: MaloteError, requestId: string): HttpAnswer => ({
  statusCode: error.status,
  headers: {
    "Content-Type": "application/problem+json",
    // 404 and 410 may be kept by caches otherwise; the next answer may be another.
    "Cache-Control": "no-store",
    ...(error.status === 401 && { "WWW-Authenticate": "Bearer" }),
    ...(error.retryAfter !== undefined && { "Retry-After": String(error.retryAfter) }),
  },
  body: JSON.stringify({
    type: `urn:malote:problem:${error.code}`,
    title: error.title,
    status: error.status,
    code: error.code,
    detail: error.message,
    instance: requestId,
    ...(error.faults && { errors: error.faults }),
  }),
});

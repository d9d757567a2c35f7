import { Aborted } from "../errors/aborted.ts";
import { MaloteError } from "../errors/malote-error.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { Problem } from "../types/service.ts";
import { linked } from "../utils/linked.ts";
import { retryAfterOf } from "../utils/retry-after.ts";
import type { Internals } from "./internals.ts";
import { retrying } from "./retrying.ts";

export interface ApiRequest {
  /** "GET /files": the method, and the path that messages name. */
  route: string;
  /** What follows the path: an id, a query. */
  suffix?: string;
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Statuses that are no errors although they are not 2xx. */
  accept?: readonly number[];
  /** Without a token. */
  open?: boolean;
  retries?: number;
}

export interface ApiResponse<T> {
  status: number;
  body: T;
  headers: Headers;
  /** How many attempts failed before, whose effect is unknown. */
  repeats: number;
}

/**
 * One request to the API. It is repeated after retryable errors, and once with a new token after a 401. Every route may be
 * called twice without harm.
 * @throws ServiceError, MaloteError `network`, `timeout` or `no-token`; Aborted only if `signal` is aborted
 */
export const call = <T>(malote: Internals, request: ApiRequest): Promise<ApiResponse<T>> => {
  const { retries = malote.retries } = request;
  return retrying({ ...malote, retries }, request.signal, async (repeats) => {
    let token = request.open ? undefined : await malote.tokens.get();
    let response = await attempt(malote, request, token);
    if (response.status === 401 && token !== undefined) {
      token = await malote.tokens.get(token);
      response = await attempt(malote, request, token);
    }
    const { status, text, headers } = response;
    const body = parse(text);
    if ((status >= 200 && status < 300) || request.accept?.includes(status)) {
      return { status, body: body as T, headers, repeats };
    }
    const problem = (typeof body === "object" ? body : {}) as Partial<Problem> | null;
    throw new ServiceError(request.route, status, problem ?? {}, retryAfterOf(headers));
  });
};

const attempt = async (
  { url, fetch, timeout }: Internals,
  { route, suffix = "", body, headers, signal }: ApiRequest,
  token: string | undefined,
) => {
  const [method = "", path = ""] = route.split(" ");
  const { controller, unlink } = linked(signal);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeout);
  try {
    const response = await fetch(`${url}${path}${suffix}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: controller.signal,
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (cause) {
    if (signal?.aborted) throw new Aborted();
    // Also what a platform calls an abort, if the caller did not abort: the connection was dropped.
    throw timedOut
      ? new MaloteError("timeout", `${route} did not respond in time. Call again later.`, { retryable: true })
      : new MaloteError("network", `${route} could not be reached. Call again later.`, {
          retryable: true,
          cause,
        });
  } finally {
    clearTimeout(timer);
    unlink();
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

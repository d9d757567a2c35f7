import { MaloteError } from "../errors/malote-error.ts";
import { ServiceError } from "../errors/service-error.ts";
import { linked } from "../utils/linked.ts";
import { retryAfterOf } from "../utils/retry-after.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
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
  /** More options of `fetch`, such as `keepalive`. */
  init?: RequestInit | undefined;
  /** Statuses that are no errors although they are not 2xx. */
  accept?: readonly number[];
  /** Without a token. */
  open?: boolean;
  retries?: number;
  /** Called when the request leaves, each time. */
  onSent?: () => void;
}

export interface ApiResponse<T> {
  status: number;
  /** Empty if the response holds no object. */
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
  const { route, open, retries = malote.retries } = request;
  const policy = {
    ...malote,
    /** While no server has responded yet, `url` may be wrong, and its developer waits for the error. */
    get retries() {
      return open && !malote.reached ? Math.min(4, retries) : retries;
    },
  };
  return retrying(policy, request.signal, async (repeats) => {
    let response = await attempt(malote, request);
    if (response.status === 401 && response.token) {
      response = await attempt(malote, request, response.token);
    }
    const { status, text, headers } = response;
    const parsed = parse(text);
    const isDone = status >= 200 && status < 300;
    // Another server may have responded, such as a network that wants the user to sign in first.
    if (isDone && status !== 204 && !parsed) {
      throw new MaloteError(
        "unexpected-response",
        `${route} responded no JSON. Check the option url and the network.`,
        {
          retryable: true,
        },
      );
    }
    const body = parsed ?? {};
    if (isDone || request.accept?.includes(status)) return { status, body: body as T, headers, repeats };
    throw new ServiceError(route, status, body, retryAfterOf(headers));
  });
};

/** One attempt, with a token that is not the `refused` one if there is another. */
const attempt = async (
  malote: Internals,
  { route, suffix = "", body, headers, signal: given, init, open, onSent }: ApiRequest,
  refused?: string,
) => {
  const { url, fetch, timeout, tokens } = malote;
  const [method = "", path = ""] = route.split(" ");
  let timedOut = false;
  const { signal, unlink } = linked(given, timeout, () => {
    timedOut = true;
    // The token may be what is missing.
    tokens.renew();
  });
  try {
    const token = open ? undefined : await unlessAborted(tokens.get(refused), signal);
    onSent?.();
    const response = await fetch(`${url}${path}${suffix}`, {
      ...init,
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { "Content-Type": "application/json" }),
        ...headers,
      },
      // A browser makes U+FFFD of a file's name that is not UTF-8. The service accepts it as an escape only, because it cannot
      // tell the character itself from bytes that are not UTF-8.
      ...(body && { body: JSON.stringify(body).replace(/\ufffd/g, "\\ufffd") }),
      signal,
    });
    malote.reached = true;
    return { token, status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    if (error instanceof MaloteError && !signal.aborted) throw error;
    // Also what a platform calls an abort: the connection was dropped, unless the caller aborted, which `retrying` reports.
    // The platform's own error is left out, because it may quote headers. Its cause is kept, such as ECONNREFUSED.
    throw new MaloteError(
      timedOut ? "timeout" : "network",
      `${method} ${url}${path} ${timedOut ? "did not respond in time" : "could not be reached"}. ${malote.reached ? "C" : "Check the option url and CORS, or c"}all again later.`,
      { retryable: true, cause: (error as Error | undefined)?.cause },
    );
  } finally {
    unlink();
  }
};

const parse = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (value instanceof Object) return value;
  } catch {}
  return undefined;
};

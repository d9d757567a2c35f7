import { CognitoError } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";

/** Milliseconds. Cognito responds within a second. */
const TIME_LIMIT = 20_000;

/**
 * One operation of Cognito that needs no signature of AWS. The library is not used for these, so that a page with a kept
 * session does not load it.
 * @throws CognitoError
 */
export const callCognito = async <Output extends object>(
  pool: Pool,
  operation: string,
  input: object,
  /** The request goes on when the page is closed. Default: it does not. */
  { keepalive = false } = {},
): Promise<Output> => {
  const { ok, status, text } = await fetch(pool.endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
    cache: "no-store",
    credentials: "omit",
    keepalive,
    signal: AbortSignal.timeout(TIME_LIMIT),
  })
    .then(async (response) => ({
      ok: response.ok,
      status: response.status,
      text: await response.text(),
    }))
    .catch(() => {
      throw new CognitoError("NetworkError", `${operation}: no response.`);
    });
  const body = parse(text);
  if (ok && body) return body as Output;
  throw new CognitoError(codeOf(body, status), textOf(body, "message") ?? `${operation}: ${status}`);
};

const parse = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

const textOf = (body: object | undefined, member: string): string | undefined => {
  const value: unknown = body && Reflect.get(body, member);
  return typeof value === "string" ? value : undefined;
};

/** Without JSON it was not Cognito that responded, but something in between: a proxy, or a network that wants a sign-in first. */
const codeOf = (body: object | undefined, status: number): string =>
  textOf(body, "__type")?.split("#").pop() ||
  (status === 429 ? "TooManyRequestsException" : body ? "UnknownError" : "ServiceUnavailable");

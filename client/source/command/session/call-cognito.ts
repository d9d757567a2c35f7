import { textOf } from "../config/private-file.ts";
import { CognitoError } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";

/** Milliseconds. Cognito responds within a second. */
const TIME_LIMIT = 20_000;

/**
 * One operation of Cognito that needs no signature of AWS: a POST of JSON.
 * @throws CognitoError
 */
export const callCognito = async (pool: Pool, operation: string, input: object): Promise<object> => {
  let response: Response;
  let text: string;
  try {
    response = await fetch(pool.endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(input),
      redirect: "error",
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    text = await response.text();
  } catch {
    throw new CognitoError("NetworkError", `${new URL(pool.endpoint).host} does not respond`);
  }
  const body = parse(text);
  if (response.ok && body) return body;
  const code = textOf(body, "__type")?.split("#").pop();
  // Without JSON it was not Cognito that responded, but something in between.
  throw new CognitoError(
    code ?? (response.status === 429 ? "TooManyRequestsException" : "ServiceUnavailable"),
    textOf(body, "message") ?? `${operation}: ${response.status}`,
  );
};

const parse = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

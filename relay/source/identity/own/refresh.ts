import type { Pool } from "../pool/pool.ts";
import { SignInFault } from "./faults.ts";
import { type Session, sessionOf } from "./session.ts";

/** Milliseconds. */
const TIMEOUT = 10_000;

/** Cognito refuses the refresh token: it has expired or was revoked, or the user was disabled. */
export class RefreshRefused extends Error {
  override readonly name = "RefreshRefused";
}

/**
 * A new ID token for the refresh token. The library's own refreshSession has no time-out, and repeats a refused refresh for six
 * seconds.
 * @throws RefreshRefused; SignInFault
 */
export const refresh = async (
  { endpoint, clientId }: Pool,
  username: string,
  refreshToken: string,
): Promise<Session> => {
  const { status, body } = await request(endpoint, {
    AuthFlow: "REFRESH_TOKEN_AUTH",
    ClientId: clientId,
    AuthParameters: { REFRESH_TOKEN: refreshToken },
  });
  const { AuthenticationResult: result, __type: type } = body;
  if (status >= 400 && status < 500 && !/TooManyRequests|Throttling/.test(type ?? "")) {
    throw new RefreshRefused(`Cognito refuses the refresh token (${type ?? status}).`);
  }
  if (!result?.IdToken) throw new SignInFault("unreachable", `Cognito cannot be reached: HTTP ${status}.`);
  // A pool with rotation returns another refresh token.
  return sessionOf(username, result.IdToken, result.RefreshToken ?? refreshToken);
};

interface Body {
  __type?: string;
  AuthenticationResult?: { IdToken?: string; RefreshToken?: string };
}

const request = async (endpoint: string, body: object): Promise<{ status: number; body: Body }> => {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
      },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch (error) {
    throw new SignInFault("unreachable", `Cognito cannot be reached: ${(error as Error).message}.`);
  }
};

const parsed = (text: string): Body => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};

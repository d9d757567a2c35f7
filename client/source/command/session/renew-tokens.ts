import { textOf } from "../config/private-file.ts";
import { callCognito } from "./call-cognito.ts";
import { CognitoError } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";
import type { Tokens } from "./tokens.ts";

/**
 * New tokens for a refresh token. GetTokensFromRefreshToken also works in pools that replace refresh tokens, where
 * REFRESH_TOKEN_AUTH is refused.
 * @throws CognitoError `NotAuthorizedException` if the refresh token is revoked or too old
 */
export const renewTokens = async (pool: Pool, refresh: string): Promise<Tokens> => {
  const body = await callCognito(pool, "GetTokensFromRefreshToken", {
    ClientId: pool.client_id,
    RefreshToken: refresh,
  });
  const result: unknown = Reflect.get(body, "AuthenticationResult");
  const id = textOf(result, "IdToken");
  if (id === undefined) throw new CognitoError("ServiceUnavailable", "Cognito returned no ID token");
  return { id, refresh: textOf(result, "RefreshToken") ?? refresh };
};

/** Ends the refresh token. @throws CognitoError */
export const revokeToken = async (pool: Pool, refresh: string): Promise<void> => {
  await callCognito(pool, "RevokeToken", { ClientId: pool.client_id, Token: refresh });
};

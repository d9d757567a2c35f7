import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";
import type { AuthenticationResult, Tokens } from "./tokens.ts";

/**
 * New tokens for a refresh token. GetTokensFromRefreshToken also works in pools that replace refresh tokens, where
 * REFRESH_TOKEN_AUTH is refused.
 * @throws CognitoError `NotAuthorizedException` if the refresh token is revoked or too old
 */
export const renewTokens = async (pool: Pool, refresh: string): Promise<Tokens> => {
  const { AuthenticationResult: result } = await callCognito<{ AuthenticationResult: AuthenticationResult }>(
    pool,
    "GetTokensFromRefreshToken",
    { ClientId: pool.client_id, RefreshToken: refresh },
  );
  return { id: result.IdToken, access: result.AccessToken, refresh: result.RefreshToken ?? refresh };
};

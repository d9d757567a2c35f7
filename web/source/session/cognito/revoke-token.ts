import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";

/** Ends the refresh token, also while the page is being closed. @throws CognitoError */
export const revokeToken = async (pool: Pool, refresh: string): Promise<void> => {
  await callCognito(pool, "RevokeToken", { ClientId: pool.client_id, Token: refresh }, { keepalive: true });
};

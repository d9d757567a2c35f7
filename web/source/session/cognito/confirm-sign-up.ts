import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";

/** Confirms a new account with the code that was sent to its address. @throws CognitoError */
export const confirmSignUp = async (pool: Pool, username: string, code: string): Promise<void> => {
  await callCognito(pool, "ConfirmSignUp", {
    ClientId: pool.client_id,
    Username: username,
    ConfirmationCode: code,
  });
};

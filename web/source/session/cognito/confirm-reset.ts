import { callCognito } from "./call-cognito.ts";
import type { Pool } from "./pool.ts";

export interface Reset {
  username: string;
  code: string;
  password: string;
}

/** Sets a new password with the code of requestReset(). @throws CognitoError */
export const confirmReset = async (pool: Pool, { username, code, password }: Reset): Promise<void> => {
  await callCognito(pool, "ConfirmForgotPassword", {
    ClientId: pool.client_id,
    Username: username,
    ConfirmationCode: code,
    Password: password,
  });
};

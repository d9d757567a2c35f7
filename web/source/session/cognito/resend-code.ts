import { callCognito } from "./call-cognito.ts";
import { type Delivery, destinationOf } from "./delivery.ts";
import type { Pool } from "./pool.ts";

/** Sends the code of a new account once more. Returns where it went. @throws CognitoError */
export const resendCode = async (pool: Pool, username: string): Promise<string> =>
  destinationOf(
    await callCognito<Delivery>(pool, "ResendConfirmationCode", {
      ClientId: pool.client_id,
      Username: username,
    }),
  );

import { callCognito } from "./call-cognito.ts";
import { type Delivery, destinationOf } from "./delivery.ts";
import type { Pool } from "./pool.ts";

/**
 * Sends a code with which a forgotten password is replaced. For an unknown user it does nothing and responds alike. Returns
 * where the code went, such as `a***@e***`.
 * @throws CognitoError `InvalidParameterException` for a user without a verified address
 */
export const requestReset = async (pool: Pool, username: string): Promise<string> =>
  destinationOf(
    await callCognito<Delivery>(pool, "ForgotPassword", { ClientId: pool.client_id, Username: username }),
  );

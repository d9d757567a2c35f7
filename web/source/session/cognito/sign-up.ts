import { callCognito } from "./call-cognito.ts";
import { type Delivery, destinationOf } from "./delivery.ts";
import type { Pool } from "./pool.ts";

/**
 * Creates an account. Returns where the code went that confirms it, or undefined if it needs none.
 * @throws CognitoError
 */
export const signUp = async (pool: Pool, email: string, password: string): Promise<string | undefined> => {
  const result = await callCognito<Delivery & { UserConfirmed: boolean }>(pool, "SignUp", {
    ClientId: pool.client_id,
    Username: email,
    Password: password,
    UserAttributes: [{ Name: "email", Value: email }],
  });
  return result.UserConfirmed ? undefined : destinationOf(result);
};

import { CognitoError } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";
import type { Step } from "./step.ts";

/** Loads the code of the sign-in, so that a click need not wait for it. */
export const prepareSignIn = (): Promise<typeof import("./srp.ts")> => import("./srp.ts");

/**
 * Begins a sign-in by SRP: the password does not leave the browser.
 * @throws CognitoError
 */
export const signIn = async (pool: Pool, username: string, password: string): Promise<Step> => {
  const { startSrp } = await prepareSignIn().catch(() => {
    throw new CognitoError("NetworkError", "The code of the sign-in could not be loaded.");
  });
  return startSrp(pool, username, password);
};

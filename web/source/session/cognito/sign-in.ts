import { CognitoError } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";
import type { Tokens } from "./tokens.ts";

/** What a sign-in needs next. Each `answer` may be called again after an error. */
export type Step =
  | { next: "done"; tokens: Tokens }
  /** The password was temporary. */
  | { next: "new-password"; answer(password: string): Promise<Step> }
  /** The code of the authenticator app. */
  | { next: "code"; answer(code: string): Promise<Step> }
  /** The pool wants an authenticator app: `secret` is for it, in Base32, and the answer is a code of the app. */
  | { next: "totp-setup"; secret: string; answer(code: string): Promise<Step> };

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

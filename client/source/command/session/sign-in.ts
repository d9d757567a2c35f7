import cognito, { type CognitoUser, type IAuthenticationCallback } from "amazon-cognito-identity-js";
import { CognitoError, cognitoErrorOf } from "./cognito-error.ts";
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

/** Milliseconds for one step. The library has no time limit of its own. */
const TIME_LIMIT = 20_000;
/** The name of the authenticator app in Cognito. */
const DEVICE = "app";

/** The library would keep every token for the whole process. */
const NOWHERE = { setItem: () => {}, getItem: () => null, removeItem: () => {}, clear: () => {} };

/** Begins a sign-in by SRP, which proves the password without sending it. @throws CognitoError */
export const signIn = (pool: Pool, username: string, password: string): Promise<Step> => {
  const Pool = new cognito.CognitoUserPool({
    UserPoolId: pool.user_pool_id,
    ClientId: pool.client_id,
    endpoint: pool.endpoint,
    Storage: NOWHERE,
    AdvancedSecurityDataCollectionFlag: false,
  });
  const user = new cognito.CognitoUser({ Username: username, Pool, Storage: NOWHERE });
  const details = new cognito.AuthenticationDetails({ Username: username, Password: password });
  return stepOf(user, (callbacks) => user.authenticateUser(details, callbacks));
};

/** The step to which a call of the library leads. */
const stepOf = (user: CognitoUser, call: (callbacks: IAuthenticationCallback) => void): Promise<Step> => {
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Step>((resolve, reject) => {
    const onFailure = (error: unknown) => reject(cognitoErrorOf(error));
    const unsupported = (name: string) =>
      reject(new CognitoError("UnsupportedChallenge", `The pool asks for ${name}, which this command lacks`));
    timer = setTimeout(
      () => reject(new CognitoError("NetworkError", "Cognito does not respond")),
      TIME_LIMIT,
    );
    const callbacks: IAuthenticationCallback = {
      onFailure,
      onSuccess: (session) =>
        resolve({
          next: "done",
          tokens: {
            id: session.getIdToken().getJwtToken(),
            refresh: session.getRefreshToken().getToken(),
          },
        }),
      newPasswordRequired: () =>
        resolve({
          next: "new-password",
          answer: (password) => stepOf(user, (then) => user.completeNewPasswordChallenge(password, {}, then)),
        }),
      totpRequired: () =>
        resolve({
          next: "code",
          answer: (code) => stepOf(user, (then) => user.sendMFACode(code, then, "SOFTWARE_TOKEN_MFA")),
        }),
      mfaSetup: () =>
        user.associateSoftwareToken({
          onFailure,
          associateSecretCode: (secret) =>
            resolve({
              next: "totp-setup",
              secret,
              answer: (code) => stepOf(user, (then) => user.verifySoftwareToken(code, DEVICE, then)),
            }),
        }),
      // The only second factor that the pool of the template has.
      selectMFAType: () => user.sendMFASelectionAnswer("SOFTWARE_TOKEN_MFA", callbacks),
      mfaRequired: () => unsupported("a code by text message"),
      customChallenge: () => unsupported("a challenge of its own"),
    };
    call(callbacks);
  }).finally(() => clearTimeout(timer));
};

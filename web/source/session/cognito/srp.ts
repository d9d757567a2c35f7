import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from "amazon-cognito-identity-js";
import { CognitoError, cognitoErrorOf } from "./cognito-error.ts";
import type { Pool } from "./pool.ts";
import type { Step } from "./step.ts";

/** The library would keep every token in localStorage. The session keeps what is to be kept. */
const NOWHERE = {
  setItem: () => {},
  getItem: () => null,
  removeItem: () => {},
  clear: () => {},
};

/** Begins a sign-in by SRP with the library. It is in a chunk of its own. @throws CognitoError */
export const startSrp = (pool: Pool, username: string, password: string): Promise<Step> => {
  const Pool = new CognitoUserPool({
    UserPoolId: pool.user_pool_id,
    ClientId: pool.client_id,
    endpoint: pool.endpoint,
    Storage: NOWHERE,
    AdvancedSecurityDataCollectionFlag: false,
  });
  const user = new CognitoUser({ Username: username, Pool, Storage: NOWHERE });
  return stepOf(user, (callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), callbacks),
  );
};

const done = (session: CognitoUserSession): Step => ({
  next: "done",
  tokens: {
    id: session.getIdToken().getJwtToken(),
    access: session.getAccessToken().getJwtToken(),
    refresh: session.getRefreshToken().getToken(),
  },
});

/** The step to which a call of the library leads. */
const stepOf = (user: CognitoUser, call: (callbacks: IAuthenticationCallback) => void): Promise<Step> =>
  new Promise((resolve, reject) => {
    const onFailure = (error: unknown) => reject(cognitoErrorOf(error));
    const unsupported = (name: unknown) =>
      reject(new CognitoError("UnsupportedChallenge", `The pool asks for ${String(name)}.`));
    const callbacks: IAuthenticationCallback = {
      onFailure,
      onSuccess: (session) => resolve(done(session)),
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
      // The page has only this one.
      selectMFAType: () => user.sendMFASelectionAnswer("SOFTWARE_TOKEN_MFA", callbacks),
      mfaRequired: unsupported,
      customChallenge: () => unsupported("CUSTOM_CHALLENGE"),
    };
    call(callbacks);
  });

/** The name of the authenticator app in Cognito. */
const DEVICE = "app";

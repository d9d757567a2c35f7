// Names, not the default export: the ES module of the package, which esbuild bundles, has none.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import type { Account } from "./relay-account.ts";

export interface Pool {
  userPoolId: string;
  clientId: string;
  /** Only for another Cognito than that of AWS, such as the local stack's. */
  endpoint?: string;
}

/**
 * The ID token of the account. SRP proves the password without sending it. The SDK keeps the token, and calls this again shortly
 * before the token ends.
 */
export const signIn = ({ userPoolId, clientId, endpoint }: Pool, account: Account): Promise<string> =>
  new Promise((resolve, reject) => {
    const refuse = (why: string) => () =>
      reject(new Error(`The account ${account.username} cannot sign in: ${why}`));
    const pool = new CognitoUserPool({
      UserPoolId: userPoolId,
      ClientId: clientId,
      ...(endpoint !== undefined && { endpoint }),
    });
    const user = new CognitoUser({ Username: account.username, Pool: pool });
    const details = new AuthenticationDetails({
      Username: account.username,
      Password: account.password,
    });
    user.authenticateUser(details, {
      onSuccess: (session) => resolve(session.getIdToken().getJwtToken()),
      onFailure: (error: Error) => refuse(error.message)(),
      newPasswordRequired: refuse("set a permanent password with admin-set-user-password --permanent."),
      totpRequired: refuse("this function has no second factor."),
      mfaRequired: refuse("this function has no second factor."),
      mfaSetup: refuse("this function has no second factor."),
    });
  });

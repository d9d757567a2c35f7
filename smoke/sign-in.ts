// AWS's own library, and the smallest of those that the README names for apps. It signs in with SRP, has types, and
// accepts an endpoint, so the emulator's Cognito can be used too. It receives only fixes and no new features, which is
// enough here. The alternative, cognito-srp-helper, computes with crypto-js, which is discontinued.
import cognito from "amazon-cognito-identity-js";
import { Trouble } from "../tools/command/trouble.ts";
import type { Access } from "./access.ts";

type Account = Extract<Access, { kind: "account" }>;

export interface Tokens {
  id: string;
  /** Not there if an ID token was given. */
  access?: string;
}

/**
 * Returns the given ID token, or signs in with the password. With a user pool's id, SRP proves the password without
 * sending it. Without the id, the password itself is sent, which the app clients of real deployments refuse.
 * @throws Trouble with Cognito's own message
 */
export const signIn = async (access: Access): Promise<Tokens> => {
  if (access.kind === "token") return { id: access.token };
  // Only SRP computes with the pool's id. When the password is sent, any id will do.
  const UserPoolId = access.userPoolId ?? "none_none";
  const pool = new cognito.CognitoUserPool({
    UserPoolId,
    ClientId: access.clientId,
    endpoint: access.cognito,
  });
  const user = new cognito.CognitoUser({ Username: access.username, Pool: pool });
  if (!access.userPoolId) user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  return authenticate(user, access);
};

const authenticate = (user: cognito.CognitoUser, { username, password }: Account): Promise<Tokens> =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => () => reject(new Trouble(`${username} cannot sign in: ${why}`));
    const details = new cognito.AuthenticationDetails({ Username: username, Password: password });
    user.authenticateUser(details, {
      onSuccess: (session) =>
        resolve({ id: session.getIdToken().getJwtToken(), access: session.getAccessToken().getJwtToken() }),
      onFailure: (error: Error) => fail(error.message)(),
      newPasswordRequired: fail(
        "its password is temporary. Set a permanent one: aws cognito-idp admin-set-user-password --permanent",
      ),
      totpRequired: fail("it needs a second factor, which this test cannot give."),
      mfaRequired: fail("it needs a second factor, which this test cannot give."),
      mfaSetup: fail("it must set up a second factor first."),
    });
  });

// Of the libraries that the README names for apps the small one, and AWS's own: it signs in with SRP, has types, and
// takes an endpoint, so that the emulator's Cognito is asked the same way. It gets fixes and no features any more,
// which this needs none of; cognito-srp-helper, the alternative, does its arithmetic with the discontinued crypto-js.
import cognito from "amazon-cognito-identity-js";
import { Trouble } from "../tools/command/trouble.ts";
import type { Access } from "./access.ts";

type Account = Extract<Access, { kind: "account" }>;

/**
 * An ID token: the one that was given, or one that Cognito gives for a password. With a user pool's id it is proven
 * by SRP and never sent; without one it is sent as it is, which the app clients of real deployments refuse.
 * @throws Trouble with Cognito's own sentence
 */
export const signIn = async (access: Access): Promise<string> => {
  if (access.kind === "token") return access.token;
  // A pool without a name is enough where the password is sent: only SRP computes with it.
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

const authenticate = (user: cognito.CognitoUser, { username, password }: Account): Promise<string> =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => () => reject(new Trouble(`${username} cannot sign in: ${why}`));
    const details = new cognito.AuthenticationDetails({ Username: username, Password: password });
    user.authenticateUser(details, {
      onSuccess: (session) => resolve(session.getIdToken().getJwtToken()),
      onFailure: (error: Error) => fail(error.message)(),
      newPasswordRequired: fail(
        "its password is a temporary one. Set it with: aws cognito-idp admin-set-user-password --permanent",
      ),
      totpRequired: fail("it asks for a second factor, which this test does not have."),
      mfaRequired: fail("it asks for a second factor, which this test does not have."),
      mfaSetup: fail("it has to set up a second factor first."),
    });
  });

import type { Disturb } from "../../client/testing/fake-server.ts";
import { aKey, aToken, CLIENT_ID, POOL_ID } from "../source/identity/testing/a-pool.ts";

/** A user pool on the same server as the fake service. It lets everybody in: the password's proof is not checked. */
export const fakePool = (relaySub = "11111111-2222-4333-8444-555555555555") => {
  const key = aKey("key-1");
  const account = { groups: ["relays"], wrongPassword: false };
  const respond: Disturb = (request, response) => {
    const target = request.headers["x-amz-target"];
    const json = (body: object, { status = 200 } = {}) => {
      request.resume();
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      return true;
    };
    if (request.url === `/${POOL_ID}/.well-known/jwks.json`) return json({ keys: [key.jwk] });
    if (target === "AWSCognitoIdentityProviderService.InitiateAuth") {
      const ChallengeParameters = {
        SALT: "ab12",
        SRP_B: "abcdef0123456789",
        SECRET_BLOCK: Buffer.from("secret").toString("base64"),
        USERNAME: relaySub,
        USER_ID_FOR_SRP: relaySub,
      };
      return json({ ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters });
    }
    if (target === "AWSCognitoIdentityProviderService.RespondToAuthChallenge") {
      if (account.wrongPassword)
        return json(
          { __type: "NotAuthorizedException", message: "Incorrect username or password." },
          { status: 400 },
        );
      const token = aToken(key, { sub: relaySub, "cognito:groups": account.groups });
      const AuthenticationResult = { IdToken: token, AccessToken: token, RefreshToken: "r", ExpiresIn: 3600 };
      return json({ AuthenticationResult });
    }
    return false;
  };
  return {
    /** The relay's own, as it is at its next sign-in. */
    account,
    respond,
    describe: (origin: string) => ({ user_pool_id: POOL_ID, client_id: CLIENT_ID, endpoint_url: origin }),
    /** The ID token of a user. */
    token: (changes: Record<string, unknown> = {}) => aToken(key, changes),
  };
};

import { CognitoIdentityProviderClient, ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Users } from "../ports.ts";
import { clientConfig } from "./client-config.ts";

export const cognitoClient = (): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient(clientConfig());

/** The user pool. A user's name may be anything, so that a user is found by the attribute `sub`. */
export const createUserPool = (userPoolId: string, client = cognitoClient()): Users => ({
  async exists(sub) {
    const { Users: found = [] } = await client.send(
      new ListUsersCommand({
        UserPoolId: userPoolId,
        // `sub` is a UUID (contract/requests.ts), so it has no quotes to escape.
        Filter: `sub = "${sub}"`,
        AttributesToGet: ["sub"],
        Limit: 1,
      }),
    );
    // Cognito's filter ignores case, but the owner of a record is compared exactly.
    return found.some(({ Attributes = [] }) =>
      Attributes.some(({ Name, Value }) => Name === "sub" && Value === sub),
    );
  },
});

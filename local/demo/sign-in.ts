import { Trouble } from "../../tools/command/trouble.ts";
import type { Account, StackJson } from "../stack/stack-json.ts";

/** Returns an ID token of an account (by default the demo user's), from Cognito's InitiateAuth over plain HTTP. */
export const signIn = async (
  { endpoint_url, client_id, demo }: StackJson,
  account: Account = demo,
): Promise<string> => {
  const response = await fetch(endpoint_url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: client_id,
      AuthParameters: { USERNAME: account.username, PASSWORD: account.password },
    }),
  });
  const body = (await response.json()) as { AuthenticationResult?: { IdToken?: string }; message?: string };
  const token = body.AuthenticationResult?.IdToken;
  if (!token) throw new Trouble(`${account.username} cannot sign in: ${body.message ?? response.status}`);
  return token;
};

import { Trouble } from "../../tools/command/trouble.ts";
import type { Account, StackJson } from "../stack/stack-json.ts";

/** An ID token of the demo user, or of another account, from Cognito's InitiateAuth as a plain HTTP call. */
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
  const answer = (await response.json()) as { AuthenticationResult?: { IdToken?: string }; message?: string };
  const token = answer.AuthenticationResult?.IdToken;
  if (!token) throw new Trouble(`${account.username} cannot sign in: ${answer.message ?? response.status}`);
  return token;
};

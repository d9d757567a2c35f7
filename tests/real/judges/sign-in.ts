import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { StackJson } from "../../../local/stack/index.ts";

/** The ID token of a user of the stack. */
export const idTokenOf = async (
  stack: StackJson,
  { username, password }: StackJson["demo"],
): Promise<string> => {
  const cognito = new CognitoIdentityProviderClient({
    endpoint: stack.endpoint_url,
    region: stack.region,
    credentials: { accessKeyId: stack.access_key_id, secretAccessKey: stack.secret_access_key },
  });
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: stack.client_id,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  cognito.destroy();
  return AuthenticationResult?.IdToken ?? "";
};

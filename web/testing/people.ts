import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { connect, type Malote } from "malote/node";
import { inject } from "vitest";
import { signIn } from "../../local/demo/sign-in.ts";
import { newPassword } from "../../local/stack/password.ts";
import type { Account, StackJson } from "../../local/stack/stack-json.ts";
import type { Opened } from "./browser.ts";

export type Person = Account & { malote: Malote };

/** Someone of whom no other test file knows. Two with the same name are one too many: the second one is refused. */
export const createPerson = async (
  username: string,
  stack: StackJson = inject("pageStack"),
): Promise<Person> => {
  const { endpoint_url, region, access_key_id, secret_access_key, user_pool_id, api_url } = stack;
  const cognito = new CognitoIdentityProviderClient({
    endpoint: endpoint_url,
    region,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
  const password = newPassword();
  const user = { UserPoolId: user_pool_id, Username: username };
  const UserAttributes = [
    { Name: "email", Value: username },
    { Name: "email_verified", Value: "true" },
  ];
  await cognito.send(new AdminCreateUserCommand({ ...user, UserAttributes, MessageAction: "SUPPRESS" }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  cognito.destroy();
  const account = { username, password };
  return { ...account, malote: connect({ url: api_url, token: () => signIn(stack, account) }) };
};

/** Signs in with the password. */
export const signInAs = async ({ page }: Opened, { username, password }: Account): Promise<void> => {
  await page.getByLabel("E-mail").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation").waitFor();
};

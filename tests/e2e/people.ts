import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { inject } from "vitest";
import { sourceOf } from "../../local/stack/resources.ts";
import { signIn } from "./service.ts";

const stack = inject("stack");
const cognito = new CognitoIdentityProviderClient(sourceOf(stack));

const Password = "Only-For-Tests-1";

/** Creates a user of the pool, in `group` if there is one, and returns the user's ID token. */
export const createUser = async (name: string, group?: "relays" | "operators"): Promise<string> =>
  (await signIn(await createAccount(name, group), Password)).IdToken;

/** Creates a relay, and returns what it signs in with. */
export const createRelayAccount = async (name: string) => ({
  username: await createAccount(name, "relays"),
  password: Password,
});

/** Creates a relay. `leave` removes it from the group, and returns the token of its next sign-in. */
export const createRelay = async () => {
  const Username = await createAccount("former-relay", "relays");
  const tokenNow = async () => (await signIn(Username, Password)).IdToken;
  return {
    token: await tokenNow(),
    leave: async () => {
      await cognito.send(
        new AdminRemoveUserFromGroupCommand({
          UserPoolId: stack.user_pool_id,
          Username,
          GroupName: "relays",
        }),
      );
      return tokenNow();
    },
  };
};

const createAccount = async (name: string, group?: "relays" | "operators"): Promise<string> => {
  const Username = `${name}-${Date.now()}@malote.local`;
  const pool = { UserPoolId: stack.user_pool_id, Username };
  await cognito.send(new AdminCreateUserCommand({ ...pool, MessageAction: "SUPPRESS" }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...pool, Password, Permanent: true }));
  if (group) await cognito.send(new AdminAddUserToGroupCommand({ ...pool, GroupName: group }));
  return Username;
};

export const deleteUser = (token: string) =>
  cognito.send(
    new AdminDeleteUserCommand({
      UserPoolId: stack.user_pool_id,
      Username: claimsOf(token)["cognito:username"],
    }),
  );

const claimsOf = (token: string): Record<string, string> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** The `sub` of a token. */
export const subOf = (token: string): string => claimsOf(token)["sub"] ?? "";

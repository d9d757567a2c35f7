import type { JsonWebKey } from "node:crypto";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { inject } from "vitest";
import { pause } from "../../../tools/command/pause.ts";
import { partsOf } from "./forge.ts";

const stack = inject("realStack");
const cognito = new CognitoIdentityProviderClient({
  endpoint: stack.endpoint_url,
  region: stack.region,
  credentials: { accessKeyId: stack.access_key_id, secretAccessKey: stack.secret_access_key },
});

const Password = "Only-For-Tests-1";
const FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;

export type Tokens = { id: string; access: string; refresh: string };

/** @throws the error of Cognito, for example for a wrong password or a disabled user */
export const signIn = async (
  USERNAME: string,
  PASSWORD: string = Password,
  ClientId: string = stack.client_id,
): Promise<Tokens> => {
  const { AuthenticationResult: result } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId,
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  return {
    id: result?.IdToken ?? "",
    access: result?.AccessToken ?? "",
    refresh: result?.RefreshToken ?? "",
  };
};

/** A new ID token for a refresh token. @throws the error of Cognito if it refuses the refresh token */
export const refreshed = async (REFRESH_TOKEN: string): Promise<string> => {
  const { AuthenticationResult: result } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: stack.client_id,
      AuthParameters: { REFRESH_TOKEN },
    }),
  );
  return result?.IdToken ?? "";
};

export const createUser = async (
  name: string,
  { groups = [], pool = stack.user_pool_id }: { groups?: string[]; pool?: string } = {},
): Promise<string> => {
  const Username = `${name}@malote.local`;
  const user = { UserPoolId: pool, Username };
  await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  return Username;
};

const user = (Username: string) => ({ UserPoolId: stack.user_pool_id, Username });

export const createGroup = (GroupName: string, UserPoolId: string = stack.user_pool_id) =>
  cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }));

export const removeFromGroup = (username: string, GroupName: string) =>
  cognito.send(new AdminRemoveUserFromGroupCommand({ ...user(username), GroupName }));

export const disable = (username: string) => cognito.send(new AdminDisableUserCommand(user(username)));

/** The tokens of an operator of another user pool. */
export const tokensOfAnotherPool = async (): Promise<Tokens> => {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "somebody-elses" }));
  const pool = UserPool?.Id ?? "";
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId: pool, ClientName: "app", ExplicitAuthFlows: [...FLOWS] }),
  );
  await createGroup("operators", pool);
  const username = await createUser("elsewhere", { pool, groups: ["operators"] });
  return signIn(username, Password, UserPoolClient?.ClientId);
};

/**
 * A valid but expired ID token of an operator, from an app client whose tokens are valid for one second. (Cognito's
 * minimum is five minutes; the emulator does not check it.)
 */
export const expiredToken = async (): Promise<string> => {
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: stack.user_pool_id,
      ClientName: "short-lived",
      ExplicitAuthFlows: [...FLOWS],
      IdTokenValidity: 1,
      TokenValidityUnits: { IdToken: "seconds" },
    }),
  );
  const username = await createUser("short-lived", { groups: ["operators"] });
  const { id } = await signIn(username, Password, UserPoolClient?.ClientId);
  const expiry = Number(partsOf(id).claims["exp"]) * 1000;
  if (expiry > Date.now() + 5000) throw new Error("the emulator's token is valid for longer than requested");
  while (Date.now() <= expiry + 1000) await pause(100);
  return id;
};

/** The pool's public keys, which everybody may read. */
export const publicKeys = async (): Promise<JsonWebKey[]> => {
  const response = await fetch(`${stack.endpoint_url}/${stack.user_pool_id}/.well-known/jwks.json`);
  return ((await response.json()) as { keys: JsonWebKey[] }).keys;
};

import { CognitoIdentityProviderClient, ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { OWNER } from "#testing/builders.ts";
import { callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createUserPool } from "./user-pool.ts";

const client = new CognitoIdentityProviderClient(SDK_CONFIG);
const cognito = mockClient(client);
const pool = createUserPool("eu-west-1_Example", client);

beforeEach(() => {
  cognito.reset();
});

const aUser = (sub: string) => ({ Username: "somebody", Attributes: [{ Name: "sub", Value: sub }] });

test("a user is found by sub, because the user name may be another", async () => {
  cognito.on(ListUsersCommand).resolves({ Users: [aUser(OWNER)] });

  await expect(pool.exists(OWNER)).resolves.toBe(true);

  expect(callsOf(cognito)).toStrictEqual([
    [
      "ListUsersCommand",
      { UserPoolId: "eu-west-1_Example", Filter: `sub = "${OWNER}"`, AttributesToGet: ["sub"], Limit: 1 },
    ],
  ]);
});

test.each([
  ["no user", { Users: [] }],
  ["an empty response", {}],
  ["a user whose sub differs only in case", { Users: [aUser(OWNER.toUpperCase())] }],
])("nobody is found in %s", async (_, response) => {
  cognito.on(ListUsersCommand).resolves(response);

  await expect(pool.exists(OWNER)).resolves.toBe(false);
});

test("an error of Cognito is thrown", async () => {
  cognito.on(ListUsersCommand).rejects(new Error("throttled"));

  await expect(pool.exists(OWNER)).rejects.toThrow("throttled");
});

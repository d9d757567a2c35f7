import { CognitoIdentityProviderClient, ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it, vi } from "vitest";
import upload from "../../../events/upload.json" with { type: "json" };
import uploadMany from "../../../events/upload-many.json" with { type: "json" };
import { CONTEXT, respondToAll } from "./lambda.fixture.ts";

const cognito = mockClient(CognitoIdentityProviderClient);
const NOBODY = "7a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d";
const FILE = { file_name: "a.jpg", extension: ".jpg", len: 1, type: "image/jpeg", on_behalf_of: NOBODY };

beforeEach(() => {
  respondToAll();
  cognito.reset();
  cognito.on(ListUsersCommand).resolves({ Users: [] });
});

/** The response to a relay that names a user who does not exist, from a function that starts with this CHECK_OWNERS. */
const announce = async (name: string, checkOwners: string) => {
  vi.stubEnv("CHECK_OWNERS", checkOwners);
  // The handler reads the environment when it is imported.
  vi.resetModules();
  const { handler } = await import(`../../../functions/${name}/handler.ts`);
  const event = structuredClone(name === "upload" ? upload : uploadMany);
  Object.assign(event.requestContext.authorizer.claims, { "cognito:groups": "relays" });
  event.body = JSON.stringify(name === "upload" ? FILE : { files: [FILE] });
  return (await handler(event, CONTEXT)) as { statusCode: number; body: string };
};

it.each([
  "upload",
  "upload-many",
])("%s asks the user pool for the owner, unless CheckOwners is off", async (name) => {
  expect((await announce(name, "true")).body).toContain("unknown-owner");
  expect(cognito.commandCalls(ListUsersCommand)).toHaveLength(1);

  const { statusCode, body } = await announce(name, "false");
  expect([200, 201]).toContain(statusCode);
  expect(body).toContain('"file_id"');
  expect(cognito.commandCalls(ListUsersCommand)).toHaveLength(1);
});

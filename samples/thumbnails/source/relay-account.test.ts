import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { relayAccount } from "./relay-account.ts";

const secrets = mockClient(SecretsManagerClient);
const account = { username: "thumbnails@example.com", password: "secret-2345" };
beforeEach(() => secrets.reset());

const anAccount = () => relayAccount(new SecretsManagerClient(), "arn:secret");

test("the secret is read once", async () => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(account) });
  const read = anAccount();
  expect(await Promise.all([read(), read()])).toEqual([account, account]);
  expect(await read()).toEqual(account);
  expect(secrets.calls().map(({ args: [{ input }] }) => input)).toEqual([{ SecretId: "arn:secret" }]);
});

test("the secret is read again after a failure", async () => {
  secrets
    .on(GetSecretValueCommand)
    .rejectsOnce(new Error("down"))
    .resolves({ SecretString: JSON.stringify(account) });
  const read = anAccount();
  await expect(read()).rejects.toThrow("down");
  expect(await read()).toEqual(account);
});

test.each([
  "secret-2345",
  '{"username":"a","pass":"secret-2345"}',
  '"secret-2345"',
])("a secret of another form is an error that does not hold it", async (SecretString) => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
  const error: unknown = await anAccount()().catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/arn:secret must be JSON/);
  expect(String(error)).not.toContain("secret-2345");
});

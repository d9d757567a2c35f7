import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { readSecret } from "./parameter-store.ts";

const client = new SSMClient(SDK_CONFIG);
const ssm = mockClient(client);

beforeEach(() => {
  ssm.reset();
});

test("the value is read decrypted", async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: "the key" } });

  await expect(readSecret("/malote/prod/download-key", client)).resolves.toBe("the key");

  expect(callsOf(ssm)).toStrictEqual([
    ["GetParameterCommand", { Name: "/malote/prod/download-key", WithDecryption: true }],
  ]);
});

test.each([
  {},
  { Parameter: {} },
  { Parameter: { Value: "" } },
])("%j is an error that names the parameter", async (response) => {
  ssm.on(GetParameterCommand).resolves(response);

  await expect(readSecret("/malote/prod/download-key", client)).rejects.toThrow("/malote/prod/download-key");
});

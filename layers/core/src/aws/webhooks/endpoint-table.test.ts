import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { anEndpoint, WEBHOOK_ID } from "#testing/webhooks.ts";
import type { Endpoint } from "../../domain/webhooks/endpoint.ts";
import { createEndpointTable } from "./endpoint-table.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
const dynamo = mockClient(client);
const table = createEndpointTable("webhooks", client);

beforeEach(() => {
  dynamo.reset();
});

test("an endpoint that was deleted has nothing but its id and when it may be removed", async () => {
  const whole: Required<Endpoint> = {
    ...anEndpoint(),
    owner: "an owner",
    description: "a system",
    state_reason: "The receiver responded 500.",
  };
  dynamo.on(UpdateCommand).resolves({});

  await table.delete(WEBHOOK_ID, NOW);

  const { UpdateExpression = "", ExpressionAttributeNames: names = {} } =
    dynamo.commandCalls(UpdateCommand)[0]?.args[0].input ?? {};
  const removed = UpdateExpression.split(" REMOVE ")[1]
    ?.split(", ")
    .map((name) => names[name]);
  expect(removed?.toSorted()).toEqual(
    Object.keys(whole)
      .filter((name) => name !== "webhook_id")
      .toSorted(),
  );
});

test("a list has no endpoint that was deleted", async () => {
  const Items = [anEndpoint(), { webhook_id: "deleted", purge_at: 1 }];
  dynamo.on(ScanCommand).resolves({ Items });
  await expect(table.list()).resolves.toEqual([anEndpoint()]);
});

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { UUID } from "../domain/keys.ts";
import { createSweepCursor } from "./sweep-cursor.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
const dynamo = mockClient(client);
const cursor = createSweepCursor("Files", client);
const Key = { file_id: "cursor:temp/" };

beforeEach(() => {
  dynamo.reset();
});

test("the cursor is read by a key that no file has", async () => {
  dynamo.on(GetCommand).resolves({ Item: { ...Key, after: "temp/7" } });

  await expect(cursor.read()).resolves.toBe("temp/7");

  expect(callsOf(dynamo)).toStrictEqual([["GetCommand", { TableName: "Files", Key, ConsistentRead: true }]]);
  expect(Key.file_id).not.toMatch(UUID);
});

test.each([
  ["there is no item", undefined],
  ["the item has no key", Key],
  ["the item has something else", { ...Key, after: 7 }],
])("the cursor is at the beginning if %s", async (_, Item) => {
  dynamo.on(GetCommand).resolves(Item ? { Item } : {});

  await expect(cursor.read()).resolves.toBe("");
});

test("a saved cursor is one update, which also creates the item, without an attribute of an index or of the TTL", async () => {
  dynamo.on(UpdateCommand).resolves({});

  await cursor.save("temp/7");

  expect(callsOf(dynamo)).toStrictEqual([
    [
      "UpdateCommand",
      {
        TableName: "Files",
        Key,
        UpdateExpression: "SET #after = :after",
        ExpressionAttributeNames: { "#after": "after" },
        ExpressionAttributeValues: { ":after": "temp/7" },
      },
    ],
  ]);
});

test("errors of DynamoDB are thrown", async () => {
  const throttled = anSdkError("ProvisionedThroughputExceededException", 400);
  dynamo.on(GetCommand).rejects(throttled).on(UpdateCommand).rejects(throttled);

  await expect(cursor.read()).rejects.toBe(throttled);
  await expect(cursor.save("temp/7")).rejects.toBe(throttled);
});

import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { describeFiles } from "#testing/files-suite.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { createFileTable } from "../../../layers/core/src/aws/file-table.ts";
import { listen } from "./listen.ts";

const { endpoint, server } = await listen();
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...SDK_CONFIG, endpoint }));
const files = createFileTable("Files", client);

afterAll(() => {
  client.destroy();
  server.close();
});

describeFiles("the adapter on the light table", files);

test.each([
  { ConditionExpression: "size(file_name) = :one" },
  { ConditionExpression: "attempts < :one AND" },
  { ConditionExpression: "attempts < :another" },
  { ConditionExpression: "attempts < :one NOT attempts < :one" },
  { UpdateExpression: "ADD attempts :one" },
  { UpdateExpression: "SET attempts = missing + :one" },
  { UpdateExpression: "SET len = file_name + :one" },
  { UpdateExpression: "SET len = :one ADD attempts :one" },
])("an unsupported expression is refused, and changes nothing: %j", async (expressions) => {
  const file = aFile({ file_id: randomUUID() });
  await files.create(file);
  const command = new UpdateCommand({
    TableName: "Files",
    Key: { file_id: file.file_id },
    UpdateExpression: "SET len = :one",
    ExpressionAttributeValues: { ":one": 1 },
    ...expressions,
  });

  await expect(client.send(command)).rejects.toThrow(
    expect.objectContaining({ name: "ValidationException" }),
  );
  await expect(files.get(file.file_id)).resolves.toEqual(file);
});

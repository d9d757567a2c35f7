import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll } from "vitest";
import { describeFiles } from "#testing/files-suite.ts";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import { config } from "./cloud.ts";

// A table of its own: the reconciler would work on these records if they were in the stack's.
const client = new DynamoDBClient(config);
const TableName = `files-${randomUUID()}`;
await client.send(
  new CreateTableCommand({
    TableName,
    AttributeDefinitions: [{ AttributeName: "file_id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "file_id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  }),
);
afterAll(() => client.send(new DeleteTableCommand({ TableName })));

describeFiles(
  "the adapter on the emulator's DynamoDB",
  createFileTable(TableName, DynamoDBDocumentClient.from(client)),
);

import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll } from "vitest";
import { describeFiles } from "#testing/files-suite.ts";
import { filesTable } from "../../bench/mover/table.ts";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import { config } from "./cloud.ts";

// A table of its own, with the template's indexes: the reconciler would work on these records if they were in the
// stack's table.
const client = new DynamoDBClient(config);
const TableName = `files-${randomUUID()}`;
await client.send(new CreateTableCommand(filesTable(TableName)));
afterAll(() => client.send(new DeleteTableCommand({ TableName })));

describeFiles(
  "the adapter on the emulator's DynamoDB",
  createFileTable(TableName, DynamoDBDocumentClient.from(client)),
);

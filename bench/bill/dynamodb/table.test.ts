import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createFileTable } from "@malote/core/files";
import { mockClient } from "aws-sdk-client-mock";
import { describeFiles } from "#testing/files-suite.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { readIndexes } from "./indexes.ts";
import { meteredTable } from "./table.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
meteredTable(mockClient(client), readIndexes());

// The table whose units are counted does what the service expects of DynamoDB.
describeFiles("the adapter over the metered table", createFileTable("Files", client));

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { createFileIndexes } from "../aws/file-indexes.ts";
import type { FileRecord } from "../domain/file.ts";
import { aFile, NOW } from "./builders.ts";
import { SDK_CONFIG } from "./sdk.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
export const dynamo = mockClient(client);
export const indexes = createFileIndexes("Files", client);

/** The nth file of a user. */
export const nth = (n: number): FileRecord =>
  aFile({
    file_id: `0b0e1f2a-3c4d-4e5f-8a9b-${String(n).padStart(12, "0")}`,
    created_at: new Date(Date.parse(NOW) - n * 1000).toISOString(),
  });
export const nths = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => nth(from + i));

type Page = { Items?: FileRecord[]; LastEvaluatedKey?: Record<string, unknown> };

/** Sets the results of the next queries, in this order. */
export const pages = (...given: Page[]) => {
  const on = dynamo.on(QueryCommand);
  for (const page of given) on.resolvesOnce(page as never);
};

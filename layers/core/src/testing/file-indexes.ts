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

/** File number n of a user's list, newest first. */
export const nthFile = (n: number): FileRecord =>
  aFile({
    file_id: `0b0e1f2a-3c4d-4e5f-8a9b-${String(n).padStart(12, "0")}`,
    created_at: new Date(Date.parse(NOW) - n * 1000).toISOString(),
  });
export const nthFiles = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => nthFile(from + i));

/** The entry of a completed file in `by-owner`, and the file that a list makes of it. */
export const entryOf = ({ status, updated_at, ...file }: FileRecord) => ({
  ...file,
  ended: "completed" as const,
  ended_at: NOW,
});
export const listed = (file: FileRecord): FileRecord => ({ ...file, status: "completed", updated_at: NOW });

export const nthEntries = (from: number, to: number) => nthFiles(from, to).map(entryOf);
export const nthListed = (from: number, to: number) => nthFiles(from, to).map(listed);

type Page = { Items?: Partial<FileRecord>[]; LastEvaluatedKey?: Record<string, unknown> };

/** Sets the responses of the next queries, in order. */
export const respondWithPages = (...given: Page[]) => {
  const on = dynamo.on(QueryCommand);
  for (const page of given) on.resolvesOnce(page as never);
};

import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { OPEN_SHARDS } from "../domain/open-index.ts";
import type { FileIndexes, OpenFile } from "../ports.ts";
import { documentClient } from "./file-table.ts";
import { listFiles } from "./list-files.ts";

/** Pages that are read of each shard of `open`. A page has up to 1 MB, which is about 5,000 files. */
export const MAX_OPEN_PAGES = 3;
/** Files of one page of those that are due. They are handled within seconds. */
const DUE_PAGE = 100;

/** The indexes of the Files table. They are eventually consistent. */
export const createFileIndexes = (table: string, client = documentClient()): FileIndexes => ({
  list: (query) => listFiles(client, table, query),

  async open() {
    const shards = await Promise.all(
      Array.from({ length: OPEN_SHARDS }, async (_, shard) => {
        const files: OpenFile[] = [];
        let after: Record<string, unknown> | undefined;
        for (let i = 0; i < MAX_OPEN_PAGES; i++) {
          const { Items = [], LastEvaluatedKey } = await client.send(
            new QueryCommand({
              TableName: table,
              IndexName: "open",
              KeyConditionExpression: "#open_shard = :shard",
              ExpressionAttributeNames: { "#open_shard": "open_shard" },
              ExpressionAttributeValues: { ":shard": String(shard) },
              ...(after && { ExclusiveStartKey: after }),
            }),
          );
          files.push(...(Items as OpenFile[]));
          after = LastEvaluatedKey;
          if (!after) break;
        }
        return { files, complete: after === undefined };
      }),
    );
    return {
      files: shards.flatMap(({ files }) => files),
      complete: shards.every(({ complete }) => complete),
    };
  },

  async due({ shard, now, after }) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "open",
        KeyConditionExpression: "#open_shard = :shard AND #check_at <= :now",
        ExpressionAttributeNames: { "#open_shard": "open_shard", "#check_at": "check_at" },
        ExpressionAttributeValues: { ":shard": String(shard), ":now": now },
        Limit: DUE_PAGE,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    return { files: Items as OpenFile[], ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
  },
});

import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { endedAttributes } from "../../layers/core/src/domain/ended.ts";
import type { FileRecord } from "../../layers/core/src/domain/file.ts";
import { newFile } from "../../layers/core/src/domain/new-file.ts";
import type { StackJson } from "../../local/stack/index.ts";
import { sourceOf } from "../../local/stack/resources.ts";

export interface Records {
  owner: string;
  count: number;
  /** The name of each file, by its number from 0. The first is the newest. */
  name(number: number): string;
  path?(number: number): string | undefined;
  type?: string;
}

/** Records of completed files without bytes, a second apart. */
export const someRecords = ({ owner, count, name, path, type = "text/plain" }: Records): FileRecord[] =>
  Array.from({ length: count }, (_, number) => {
    const folder = path?.(number);
    const { open_shard, check_at, ...record } = newFile(
      {
        file_id: randomUUID(),
        owner,
        file_name: name(number),
        extension: /\.\w+$/.exec(name(number))?.[0] ?? "",
        content_type: type,
        len: 1000 + ((number * 7919) % 9_000_000),
        ...(folder !== undefined && { path: folder }),
      },
      new Date(Date.now() - number * 1000).toISOString(),
      900,
    );
    return { ...record, status: "completed", ...endedAttributes("completed", record.created_at) };
  });

/** Writes records straight into the stack's table, which is faster than uploads. */
export const putRecords = async (stack: StackJson, records: readonly FileRecord[]): Promise<void> => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(sourceOf(stack)));
  const batches = Array.from({ length: Math.ceil(records.length / 25) }, (_, at) =>
    records.slice(at * 25, at * 25 + 25),
  );
  const work = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const puts = batch.map((Item) => ({ PutRequest: { Item } }));
      await table.send(new BatchWriteCommand({ RequestItems: { [stack.table]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
};

import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Position } from "../domain/cursor.ts";
import type { ListedFile } from "../domain/file.ts";
import { OPEN_SHARDS } from "../domain/open-index.ts";
import { pathRange } from "../domain/path.ts";
import type { FileIndexes, ListQuery, OpenFile } from "../ports.ts";
import { documentClient } from "./file-table.ts";

/**
 * Queries for one page, one after the other. DynamoDB applies a filter after it has read the items, so a page may need
 * several queries. A route has no time for more.
 */
export const MAX_QUERIES = 4;
/** Items that one query of a filtered list reads. */
const FILTERED_PAGE = 200;
/** Pages that are read of each shard of `open`. A page has up to 1 MB, which is about 5,000 files. */
export const MAX_OPEN_PAGES = 4;
/** Files of one page of those that are due. They are handled within seconds. */
const DUE_PAGE = 100;

/** The indexes of the Files table. They are eventually consistent, so a list may show an earlier status. */
export const createFileIndexes = (table: string, client = documentClient()): FileIndexes => ({
  async list(query) {
    const found: ListedFile[] = [];
    let after = query.after;
    for (let i = 0; i < MAX_QUERIES; i++) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand(listInput(table, query, after)),
      );
      found.push(...(Items as ListedFile[]));
      after = LastEvaluatedKey && positionOf(query, LastEvaluatedKey as ListedFile);
      if (!after || found.length >= query.limit) break;
    }
    const files = found.slice(0, query.limit);
    const last = files.at(-1);
    const next = found.length > query.limit && last ? positionOf(query, last) : after;
    return { files, ...(next && { next }) };
  },

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

/** The place of a listed file in the index of its list. LastEvaluatedKey has the same members. */
const positionOf = ({ path }: ListQuery, { created_at, path_key = "", file_id }: ListedFile): Position =>
  path === undefined ? { created_at, file_id } : { path_key, file_id };

const listInput = (
  TableName: string,
  { owner, status, name, path, tags = [], limit }: ListQuery,
  after: Position | undefined,
): QueryCommandInput => {
  const isFiltered = status !== undefined || name !== undefined || tags.length > 0;
  const range = path === undefined ? undefined : pathRange(path);
  const tagNames = tags.map(([key], i) => [`#tag${i}`, key]);
  const tagValues = tags.map(([, value], i) => [`:tag${i}`, value]);
  return {
    TableName,
    IndexName: range ? "by-path" : "by-owner",
    KeyConditionExpression: range ? "#owner = :owner AND #path_key BETWEEN :from AND :to" : "#owner = :owner",
    FilterExpression: [
      "#status <> :deleted",
      ...(status ? ["#status = :status"] : []),
      ...(name ? ["contains(#name_key, :name)"] : []),
      ...tags.map((_, i) => `#tags.#tag${i} = :tag${i}`),
    ].join(" AND "),
    ExpressionAttributeNames: {
      "#owner": "owner",
      "#status": "status",
      ...(name && { "#name_key": "name_key" }),
      ...(range && { "#path_key": "path_key" }),
      ...(tags.length > 0 && { "#tags": "tags" }),
      ...Object.fromEntries(tagNames),
    },
    ExpressionAttributeValues: {
      ":owner": owner,
      ":deleted": "deleted",
      ...(status && { ":status": status }),
      ...(name && { ":name": name }),
      ...(range && { ":from": range.from, ":to": range.to }),
      ...Object.fromEntries(tagValues),
    },
    // Newest first in both: the sort key of by-path has the time in reverse.
    ScanIndexForward: range !== undefined,
    Limit: isFiltered ? FILTERED_PAGE : limit,
    ...(after && { ExclusiveStartKey: { owner, ...after } }),
  };
};

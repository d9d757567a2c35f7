import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Position } from "../domain/cursor.ts";
import { isOnTheWay } from "../domain/ended.ts";
import type { FileRecord, ListedFile } from "../domain/file.ts";
import { pathRange } from "../domain/path.ts";
import type { ListQuery } from "../ports.ts";
import { getMany } from "./get-many.ts";

/**
 * Calls for one page, one after the other. DynamoDB applies a filter after it has read the entries, so a page may need several
 * queries. A route has no time for more.
 */
export const MAX_LIST_CALLS = 4;
/** Entries that one query of a filtered list reads. */
const FILTERED_PAGE = 200;
/** Records that are read for one query, with one batch. */
const MAX_RECORDS = 100;

/** An entry of the indexes. Without `ended`, the file was on its way, and its record has its status. */
type Entry = Omit<ListedFile, "status" | "updated_at"> & Pick<FileRecord, "ended" | "ended_at">;

/**
 * A page of a list. An index is eventually consistent, and has no status of a file on its way. So the records of those files are
 * read, with a batch for each query.
 */
export const listFiles = async (
  client: DynamoDBDocumentClient,
  table: string,
  query: ListQuery,
): Promise<{ files: ListedFile[]; next?: Position }> => {
  const files: ListedFile[] = [];
  const readsDecide = query.status !== undefined && isOnTheWay(query.status);
  const mayRead = query.status === undefined || readsDecide;
  let after = query.after;
  for (let calls = 0; calls + (mayRead ? 2 : 1) <= MAX_LIST_CALLS; ) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand(listInput(table, query, after)),
    );
    calls++;
    const entries = Items as Entry[];
    // If the records decide which files match, many of them are read. Otherwise only those of this page.
    const found = entries.slice(0, readsDecide ? MAX_RECORDS : query.limit - files.length);
    const waiting = found.filter(({ ended }) => ended === undefined).map(({ file_id }) => file_id);
    const records = await getMany(client, table, waiting, {
      calls: MAX_LIST_CALLS - calls,
      onCall: () => void calls++,
    });
    const byId = new Map(records.map((record) => [record.file_id, record]));
    let last = LastEvaluatedKey as Entry | undefined;
    for (const [i, entry] of found.entries()) {
      const file = listedFile(entry, byId.get(entry.file_id));
      if (file && matches(file, query)) files.push(file);
      if (i === entries.length - 1) break;
      // The next page, or the next query, goes on after this entry.
      if (files.length === query.limit || i === found.length - 1) last = entry;
      if (files.length === query.limit) break;
    }
    after = last && positionOf(query, last);
    if (!after || files.length === query.limit) break;
  }
  return { files, ...(after && { next: after }) };
};

/** The file of an entry, with the members of the record if it was read. Undefined if the record is gone. */
const listedFile = (
  { ended, ended_at, ...entry }: Entry,
  record: FileRecord | undefined,
): ListedFile | undefined => {
  if (ended !== undefined) return { ...entry, status: ended, updated_at: ended_at ?? entry.created_at };
  if (!record) return undefined;
  const { status, updated_at, details, error_code, retryable } = record;
  return {
    ...entry,
    status,
    updated_at,
    ...(details !== undefined && { details }),
    ...(error_code !== undefined && { error_code }),
    ...(retryable !== undefined && { retryable }),
  };
};

/** Whether a file that the index has found still matches. Its record may be newer than its entry. */
const matches = (file: ListedFile, { status }: ListQuery): boolean =>
  file.status !== "deleted" && (status === undefined || file.status === status);

/** The place of an entry in the index of its list. LastEvaluatedKey has the same members. */
const positionOf = (
  { path }: ListQuery,
  { created_at, path_key = "", file_id }: Pick<Entry, "created_at" | "path_key" | "file_id">,
): Position => (path === undefined ? { created_at, file_id } : { path_key, file_id });

const listInput = (
  TableName: string,
  { owner, status, name, path, tags = [], limit }: ListQuery,
  after: Position | undefined,
): QueryCommandInput => {
  const isFiltered = status !== undefined || name !== undefined || tags.length > 0;
  const range = path === undefined ? undefined : pathRange(path);
  const ended = status !== undefined && !isOnTheWay(status) ? status : undefined;
  const tagNames = tags.map(([key], i) => [`#tag${i}`, key]);
  const tagValues = tags.map(([, value], i) => [`:tag${i}`, value]);
  return {
    TableName,
    IndexName: range ? "by-path" : "by-owner",
    KeyConditionExpression: range ? "#owner = :owner AND #path_key BETWEEN :from AND :to" : "#owner = :owner",
    FilterExpression: [
      statusFilter(status),
      ...(name ? ["contains(#name_key, :name)"] : []),
      ...tags.map((_, i) => `#tags.#tag${i} = :tag${i}`),
    ].join(" AND "),
    ExpressionAttributeNames: {
      "#owner": "owner",
      "#ended": "ended",
      ...(name && { "#name_key": "name_key" }),
      ...(range && { "#path_key": "path_key" }),
      ...(tags.length > 0 && { "#tags": "tags" }),
      ...Object.fromEntries(tagNames),
    },
    ExpressionAttributeValues: {
      ":owner": owner,
      ...(status === undefined && { ":deleted": "deleted" }),
      ...(ended && { ":ended": ended }),
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

/** A list never has tombstones. */
const statusFilter = (status: ListQuery["status"]): string => {
  if (status === undefined) return "(attribute_not_exists(#ended) OR #ended <> :deleted)";
  return isOnTheWay(status) ? "attribute_not_exists(#ended)" : "#ended = :ended";
};

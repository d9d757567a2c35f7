import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { dynamo, indexes, nth, nths, pages } from "#testing/file-indexes.ts";
import { anSdkError, callsOf } from "#testing/sdk.ts";
import type { FileRecord } from "../domain/file.ts";
import type { ListQuery } from "../ports.ts";

beforeEach(() => {
  dynamo.reset();
});

const aQuery = (overrides: Partial<ListQuery> = {}): ListQuery => ({
  owner: OWNER,
  status: undefined,
  name: undefined,
  limit: 3,
  after: undefined,
  ...overrides,
});

const positionOf = ({ created_at, file_id }: FileRecord) => ({ created_at, file_id });
/** As DynamoDB tells where a query of the index stopped: the index's keys and the table's. */
const keyOf = (file: FileRecord) => ({ owner: file.owner, ...positionOf(file) });

const startsOf = () =>
  dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input.ExclusiveStartKey);

describe("a user's list", () => {
  const unfiltered: QueryCommandInput = {
    TableName: "Files",
    IndexName: "by-owner",
    KeyConditionExpression: "#owner = :owner",
    FilterExpression: "#status <> :deleted",
    ExpressionAttributeNames: { "#owner": "owner", "#status": "status" },
    ExpressionAttributeValues: { ":owner": OWNER, ":deleted": "deleted" },
    ScanIndexForward: false,
    Limit: 3,
  };

  test("is one query of the index, newest first, without tombstones", async () => {
    pages({ Items: nths(1, 2) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: nths(1, 2) });

    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", unfiltered]]);
  });

  test("goes on where the page before ended", async () => {
    pages({ Items: [] });

    await indexes.list(aQuery({ after: { created_at: NOW, file_id: FILE_ID } }));

    expect(callsOf(dynamo)).toStrictEqual([
      [
        "QueryCommand",
        { ...unfiltered, ExclusiveStartKey: { owner: OWNER, created_at: NOW, file_id: FILE_ID } },
      ],
    ]);
  });

  test.each<[string, Partial<ListQuery>, Partial<QueryCommandInput>]>([
    [
      "a status",
      { status: "completed" },
      {
        FilterExpression: "#status <> :deleted AND #status = :status",
        ExpressionAttributeValues: { ":owner": OWNER, ":deleted": "deleted", ":status": "completed" },
      },
    ],
    [
      "part of a name",
      { name: "holi" },
      {
        FilterExpression: "#status <> :deleted AND contains(#name_key, :name)",
        ExpressionAttributeNames: { "#owner": "owner", "#status": "status", "#name_key": "name_key" },
        ExpressionAttributeValues: { ":owner": OWNER, ":deleted": "deleted", ":name": "holi" },
      },
    ],
    [
      "both",
      { status: "error", name: "holi" },
      {
        FilterExpression: "#status <> :deleted AND #status = :status AND contains(#name_key, :name)",
        ExpressionAttributeNames: { "#owner": "owner", "#status": "status", "#name_key": "name_key" },
        ExpressionAttributeValues: {
          ":owner": OWNER,
          ":deleted": "deleted",
          ":status": "error",
          ":name": "holi",
        },
      },
    ],
  ])("filtered by %s reads 200 at a time", async (_, query, input) => {
    pages({ Items: [] });

    await indexes.list(aQuery(query));

    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", { ...unfiltered, ...input, Limit: 200 }]]);
  });

  test("that fills its page in one query says where it ended", async () => {
    pages({ Items: nths(1, 3), LastEvaluatedKey: keyOf(nth(3)) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({
      files: nths(1, 3),
      next: positionOf(nth(3)),
    });
    expect(startsOf()).toEqual([undefined]);
  });

  test("queries again while its page is not full, from where it stopped", async () => {
    pages(
      { Items: [], LastEvaluatedKey: keyOf(nth(3)) },
      { Items: [nth(4)], LastEvaluatedKey: keyOf(nth(6)) },
      { Items: nths(7, 8) },
    );

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: [nth(4), ...nths(7, 8)] });

    expect(startsOf()).toStrictEqual([undefined, keyOf(nth(3)), keyOf(nth(6))]);
  });

  test("queries up to four times; then its page is short, and leads on", async () => {
    pages(...nths(1, 9).map((file) => ({ Items: [], LastEvaluatedKey: keyOf(file) })));

    await expect(indexes.list(aQuery({ status: "error" }))).resolves.toStrictEqual({
      files: [],
      next: positionOf(nth(4)),
    });
    expect(dynamo.calls()).toHaveLength(4);
  });

  test("that finds more than its page holds is cut, and goes on after the last that it gives", async () => {
    pages({ Items: nths(1, 5), LastEvaluatedKey: keyOf(nth(200)) });

    await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
      files: nths(1, 3),
      next: positionOf(nth(3)),
    });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test("that is cut goes on though the index has no more", async () => {
    pages({ Items: nths(1, 4) });

    await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
      files: nths(1, 3),
      next: positionOf(nth(3)),
    });
  });

  test("that ends with exactly a page is at its end", async () => {
    pages({ Items: nths(1, 3) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: nths(1, 3) });
  });

  test("that is filled by a second query, cut in the midst of it, leaves none out", async () => {
    pages(
      { Items: nths(1, 2), LastEvaluatedKey: keyOf(nth(10)) },
      { Items: nths(11, 15), LastEvaluatedKey: keyOf(nth(20)) },
    );

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({
      files: [...nths(1, 2), nth(11)],
      next: positionOf(nth(11)),
    });
  });

  test("page after page has every file once, whatever is filtered out between", async () => {
    const all = nths(1, 40);
    const shown = all.filter((_, i) => i % 3 !== 1);
    dynamo.on(QueryCommand).callsFake(({ ExclusiveStartKey, Limit }: QueryCommandInput) => {
      const from = all.findIndex(({ file_id }) => file_id === ExclusiveStartKey?.["file_id"]) + 1;
      const read = all.slice(from, from + (Limit ?? 0));
      const last = read.at(-1);
      return {
        Items: read.filter((file) => shown.includes(file)),
        ...(last && from + read.length < all.length && { LastEvaluatedKey: keyOf(last) }),
      };
    });

    for (const query of [aQuery({ limit: 7 }), aQuery({ limit: 7, name: "a" }), aQuery({ limit: 100 })]) {
      const found: string[] = [];
      let after = query.after;
      do {
        const page = await indexes.list({ ...query, after });
        expect(page.files.length).toBeLessThanOrEqual(query.limit);
        found.push(...page.files.map(({ file_id }) => file_id));
        after = page.next;
      } while (after);
      expect(found).toEqual(shown.map(({ file_id }) => file_id));
    }
  });

  test("passes a fault on as it is", async () => {
    const throttled = anSdkError("ProvisionedThroughputExceededException", 400);
    dynamo.on(QueryCommand).rejects(throttled);

    await expect(indexes.list(aQuery())).rejects.toBe(throttled);
  });
});

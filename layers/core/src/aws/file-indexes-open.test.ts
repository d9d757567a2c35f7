import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { dynamo, indexes, nth, nths, pages } from "#testing/file-indexes.ts";
import { anSdkError, callsOf } from "#testing/sdk.ts";

beforeEach(() => {
  dynamo.reset();
});

describe("what is not finished", () => {
  const ofShard = (shard: string, ExclusiveStartKey?: Record<string, unknown>) => ({
    TableName: "Files",
    IndexName: "open",
    KeyConditionExpression: "#open_shard = :shard",
    ExpressionAttributeNames: { "#open_shard": "open_shard" },
    ExpressionAttributeValues: { ":shard": shard },
    ...(ExclusiveStartKey && { ExclusiveStartKey }),
  });

  /** Shards of so many pages, one file on each. */
  const shards = (...counts: number[]) => {
    dynamo
      .on(QueryCommand)
      .callsFake(({ ExpressionAttributeValues: values, ExclusiveStartKey }: QueryCommandInput) => {
        const shard = Number(values?.[":shard"]);
        const page = Number(ExclusiveStartKey?.["page"] ?? 0) + 1;
        return {
          Items: counts[shard] === 0 ? [] : [nth(shard * 100 + page)],
          ...(page < (counts[shard] ?? 0) && { LastEvaluatedKey: { shard, page } }),
        };
      });
  };

  test("is asked for in four queries, one a shard", async () => {
    shards(1, 0, 1, 1);

    await expect(indexes.open()).resolves.toStrictEqual({
      files: [nth(1), nth(201), nth(301)],
      complete: true,
    });

    expect(callsOf(dynamo)).toStrictEqual(
      ["0", "1", "2", "3"].map((shard) => ["QueryCommand", ofShard(shard)]),
    );
  });

  test("is read page by page, up to four a shard", async () => {
    shards(4, 1, 0, 2);

    const { files, complete } = await indexes.open();

    expect(files).toHaveLength(7);
    expect(complete).toBe(true);
    const calls = callsOf(dynamo).map(([, input]) => input);
    expect(calls).toHaveLength(8);
    expect(calls).toEqual(
      expect.arrayContaining([
        ofShard("0"),
        ofShard("0", { shard: 0, page: 1 }),
        ofShard("0", { shard: 0, page: 2 }),
        ofShard("0", { shard: 0, page: 3 }),
        ofShard("3", { shard: 3, page: 1 }),
      ]),
    );
  });

  test.each([0, 1, 2, 3])("is not complete where shard %i has more", async (full) => {
    shards(...[1, 1, 1, 1].with(full, 5));

    const { files, complete } = await indexes.open();

    expect(files).toHaveLength(7);
    expect(complete).toBe(false);
    expect(dynamo.calls()).toHaveLength(7);
  });

  test("passes a fault of any shard on as it is", async () => {
    const throttled = anSdkError("ProvisionedThroughputExceededException", 400);
    shards(1, 1, 1, 1);
    dynamo.on(QueryCommand, ofShard("2")).rejects(throttled);

    await expect(indexes.open()).rejects.toBe(throttled);
  });
});

describe("what is due", () => {
  const ofShard: QueryCommandInput = {
    TableName: "Files",
    IndexName: "open",
    KeyConditionExpression: "#open_shard = :shard AND #check_at <= :now",
    ExpressionAttributeNames: { "#open_shard": "open_shard", "#check_at": "check_at" },
    ExpressionAttributeValues: { ":shard": "2", ":now": NOW },
    Limit: 100,
  };

  test("is a page of one shard, longest waiting first, as the index is sorted", async () => {
    pages({ Items: nths(1, 2) });

    await expect(indexes.due({ shard: 2, now: NOW, after: undefined })).resolves.toStrictEqual({
      files: nths(1, 2),
    });
    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", ofShard]]);
  });

  test("goes on where its page ended", async () => {
    const [first, second] = [{ file_id: "a" }, { file_id: "b" }];
    pages({ Items: [], LastEvaluatedKey: second });

    await expect(indexes.due({ shard: 2, now: NOW, after: first })).resolves.toStrictEqual({
      files: [],
      next: second,
    });
    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", { ...ofShard, ExclusiveStartKey: first }]]);
  });
});

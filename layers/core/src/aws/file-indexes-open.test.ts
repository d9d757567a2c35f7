import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { dynamo, indexes, nthFile, nthFiles, respondWithPages } from "#testing/file-indexes.ts";
import { anSdkError, callsOf } from "#testing/sdk.ts";

beforeEach(() => {
  dynamo.reset();
});

describe("the unfinished files", () => {
  const ofShard = (shard: string, ExclusiveStartKey?: Record<string, unknown>) => ({
    TableName: "Files",
    IndexName: "open",
    KeyConditionExpression: "#open_shard = :shard",
    ExpressionAttributeNames: { "#open_shard": "open_shard" },
    ExpressionAttributeValues: { ":shard": shard },
    ...(ExclusiveStartKey && { ExclusiveStartKey }),
  });

  /** Shards with these numbers of pages. Each page has one file. */
  const shards = (...counts: number[]) => {
    dynamo
      .on(QueryCommand)
      .callsFake(({ ExpressionAttributeValues: values, ExclusiveStartKey }: QueryCommandInput) => {
        const shard = Number(values?.[":shard"]);
        const page = Number(ExclusiveStartKey?.["page"] ?? 0) + 1;
        return {
          Items: counts[shard] === 0 ? [] : [nthFile(shard * 100 + page)],
          ...(page < (counts[shard] ?? 0) && { LastEvaluatedKey: { shard, page } }),
        };
      });
  };

  test("are read with four queries, one for each shard", async () => {
    shards(1, 0, 1, 1);

    await expect(indexes.open()).resolves.toStrictEqual({
      files: [nthFile(1), nthFile(201), nthFile(301)],
      complete: true,
    });

    expect(callsOf(dynamo)).toStrictEqual(
      ["0", "1", "2", "3"].map((shard) => ["QueryCommand", ofShard(shard)]),
    );
  });

  test("are read page by page, up to three pages a shard", async () => {
    shards(3, 1, 0, 2);

    const { files, complete } = await indexes.open();

    expect(files).toHaveLength(6);
    expect(complete).toBe(true);
    const calls = callsOf(dynamo).map(([, input]) => input);
    expect(calls).toHaveLength(7);
    expect(calls).toEqual(
      expect.arrayContaining([
        ofShard("0"),
        ofShard("0", { shard: 0, page: 1 }),
        ofShard("0", { shard: 0, page: 2 }),
        ofShard("3", { shard: 3, page: 1 }),
      ]),
    );
  });

  test.each([0, 1, 2, 3])("are not complete if shard %i has more than three pages", async (shard) => {
    shards(...[1, 1, 1, 1].with(shard, 4));

    const { files, complete } = await indexes.open();

    expect(files).toHaveLength(6);
    expect(complete).toBe(false);
    expect(dynamo.calls()).toHaveLength(6);
  });

  test("throws a fault of any shard unchanged", async () => {
    const throttled = anSdkError("ProvisionedThroughputExceededException", 400);
    shards(1, 1, 1, 1);
    dynamo.on(QueryCommand, ofShard("2")).rejects(throttled);

    await expect(indexes.open()).rejects.toBe(throttled);
  });
});

describe("the due files", () => {
  const ofShard: QueryCommandInput = {
    TableName: "Files",
    IndexName: "open",
    KeyConditionExpression: "#open_shard = :shard AND #check_at <= :now",
    ExpressionAttributeNames: { "#open_shard": "open_shard", "#check_at": "check_at" },
    ExpressionAttributeValues: { ":shard": "2", ":now": NOW },
    Limit: 100,
  };

  test("are a page of one shard in the order of the index, the longest waiting first", async () => {
    respondWithPages({ Items: nthFiles(1, 2) });

    await expect(indexes.due({ shard: 2, now: NOW, after: undefined })).resolves.toStrictEqual({
      files: nthFiles(1, 2),
    });
    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", ofShard]]);
  });

  test("continue at the end of the previous page", async () => {
    const [first, second] = [{ file_id: "a" }, { file_id: "b" }];
    respondWithPages({ Items: [], LastEvaluatedKey: second });

    await expect(indexes.due({ shard: 2, now: NOW, after: first })).resolves.toStrictEqual({
      files: [],
      next: second,
    });
    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", { ...ofShard, ExclusiveStartKey: first }]]);
  });
});

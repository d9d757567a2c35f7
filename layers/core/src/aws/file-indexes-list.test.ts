import {
  BatchGetCommand,
  type BatchGetCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import {
  dynamo,
  entryOf,
  indexes,
  listed,
  nthEntries,
  nthFile,
  nthFiles,
  nthListed,
  respondWithPages,
} from "#testing/file-indexes.ts";
import { anSdkError, callsOf } from "#testing/sdk.ts";
import type { Position } from "../domain/cursor.ts";
import type { FileRecord } from "../domain/file.ts";
import { pathKey } from "../domain/path.ts";
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

const NO_TOMBSTONES = "(attribute_not_exists(#ended) OR #ended <> :deleted)";

const positionOf = ({ created_at, file_id }: FileRecord) => ({ created_at, file_id });
/** LastEvaluatedKey of a query of the index: the index's keys and the table's key. */
const keyOf = (file: FileRecord) => ({ owner: file.owner, ...positionOf(file) });

const startsOf = () =>
  dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input.ExclusiveStartKey);

describe("a user's list", () => {
  const unfiltered: QueryCommandInput = {
    TableName: "Files",
    IndexName: "by-owner",
    KeyConditionExpression: "#owner = :owner",
    FilterExpression: NO_TOMBSTONES,
    ExpressionAttributeNames: { "#owner": "owner", "#ended": "ended" },
    ExpressionAttributeValues: { ":owner": OWNER, ":deleted": "deleted" },
    ScanIndexForward: false,
    Limit: 3,
  };

  test("is one query of the index, newest first, without tombstones", async () => {
    respondWithPages({ Items: nthEntries(1, 2) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: nthListed(1, 2) });

    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", unfiltered]]);
  });

  test("continues at the end of the previous page", async () => {
    respondWithPages({ Items: [] });

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
        FilterExpression: "#ended = :ended",
        ExpressionAttributeValues: { ":owner": OWNER, ":ended": "completed" },
      },
    ],
    [
      "part of a name",
      { name: "holi" },
      {
        FilterExpression: `${NO_TOMBSTONES} AND contains(#name_key, :name)`,
        ExpressionAttributeNames: { "#owner": "owner", "#ended": "ended", "#name_key": "name_key" },
        ExpressionAttributeValues: { ":owner": OWNER, ":deleted": "deleted", ":name": "holi" },
      },
    ],
    [
      "both",
      { status: "error", name: "holi" },
      {
        FilterExpression: "#ended = :ended AND contains(#name_key, :name)",
        ExpressionAttributeNames: { "#owner": "owner", "#ended": "ended", "#name_key": "name_key" },
        ExpressionAttributeValues: {
          ":owner": OWNER,
          ":ended": "error",
          ":name": "holi",
        },
      },
    ],
    [
      "two tags",
      {
        tags: [
          ["album", "summer"],
          ["path", "x"],
        ],
      },
      {
        FilterExpression: `${NO_TOMBSTONES} AND #tags.#tag0 = :tag0 AND #tags.#tag1 = :tag1`,
        ExpressionAttributeNames: {
          "#owner": "owner",
          "#ended": "ended",
          "#tags": "tags",
          "#tag0": "album",
          "#tag1": "path",
        },
        ExpressionAttributeValues: {
          ":owner": OWNER,
          ":deleted": "deleted",
          ":tag0": "summer",
          ":tag1": "x",
        },
      },
    ],
  ])("filtered by %s reads 200 records a query", async (_, query, input) => {
    respondWithPages({ Items: [] });

    await indexes.list(aQuery(query));

    expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", { ...unfiltered, ...input, Limit: 200 }]]);
  });

  test("that fills its page in one query returns the position of its last file", async () => {
    respondWithPages({ Items: nthEntries(1, 3), LastEvaluatedKey: keyOf(nthFile(3)) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({
      files: nthListed(1, 3),
      next: positionOf(nthFile(3)),
    });
    expect(startsOf()).toEqual([undefined]);
  });

  test("queries again from the last position while its page is not full", async () => {
    respondWithPages(
      { Items: [], LastEvaluatedKey: keyOf(nthFile(3)) },
      { Items: [entryOf(nthFile(4))], LastEvaluatedKey: keyOf(nthFile(6)) },
      { Items: nthEntries(7, 8) },
    );

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({
      files: [listed(nthFile(4)), ...nthListed(7, 8)],
    });

    expect(startsOf()).toStrictEqual([undefined, keyOf(nthFile(3)), keyOf(nthFile(6))]);
  });

  test("queries at most four times, then returns a short page with a position", async () => {
    respondWithPages(...nthFiles(1, 9).map((file) => ({ Items: [], LastEvaluatedKey: keyOf(file) })));

    await expect(indexes.list(aQuery({ status: "error" }))).resolves.toStrictEqual({
      files: [],
      next: positionOf(nthFile(4)),
    });
    expect(dynamo.calls()).toHaveLength(4);
  });

  test("that finds more files than its page has returns the position of the last returned file", async () => {
    respondWithPages({ Items: nthEntries(1, 5), LastEvaluatedKey: keyOf(nthFile(200)) });

    await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
      files: nthListed(1, 3),
      next: positionOf(nthFile(3)),
    });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test("that finds more files than its page has returns a position also at the end of the index", async () => {
    respondWithPages({ Items: nthEntries(1, 4) });

    await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
      files: nthListed(1, 3),
      next: positionOf(nthFile(3)),
    });
  });

  test("that ends with exactly one page returns no position", async () => {
    respondWithPages({ Items: nthEntries(1, 3) });

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: nthListed(1, 3) });
  });

  test("that is full in the middle of a second query leaves no file out", async () => {
    respondWithPages(
      { Items: nthEntries(1, 2), LastEvaluatedKey: keyOf(nthFile(10)) },
      { Items: nthEntries(11, 15), LastEvaluatedKey: keyOf(nthFile(20)) },
    );

    await expect(indexes.list(aQuery())).resolves.toStrictEqual({
      files: [...nthListed(1, 2), listed(nthFile(11))],
      next: positionOf(nthFile(11)),
    });
  });

  test("returns every matching file once, page after page", async () => {
    const all = nthFiles(1, 40);
    const matching = all.filter((_, i) => i % 3 !== 1);
    dynamo.on(QueryCommand).callsFake(({ ExclusiveStartKey, Limit }: QueryCommandInput) => {
      const from = all.findIndex(({ file_id }) => file_id === ExclusiveStartKey?.["file_id"]) + 1;
      const read = all.slice(from, from + (Limit ?? 0));
      const last = read.at(-1);
      return {
        Items: read.filter((file) => matching.includes(file)).map(entryOf),
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
      expect(found).toEqual(matching.map(({ file_id }) => file_id));
    }
  });

  describe("with files on their way", () => {
    /** The entry of a file whose status the index does not have. */
    const onTheWay = ({ status, updated_at, ...file }: FileRecord) => file;
    /** Sets the records of the table. Returns the ids of each batch that is read. */
    const setRecords = (...records: FileRecord[]) => {
      const batches: string[][] = [];
      dynamo.on(BatchGetCommand).callsFake(({ RequestItems }: BatchGetCommandInput) => {
        const ids = RequestItems?.["Files"]?.Keys?.map(({ file_id }) => file_id) ?? [];
        batches.push(ids);
        return { Responses: { Files: records.filter(({ file_id }) => ids.includes(file_id)) } };
      });
      return batches;
    };
    const idsOf = (files: readonly { file_id: string }[]) => files.map(({ file_id }) => file_id);

    test("reads their records with one batch, in the order of the index", async () => {
      const [one, two, three] = [nthFile(1), nthFile(2), { ...nthFile(3), status: "processing" as const }];
      respondWithPages({ Items: [onTheWay(one), entryOf(two), onTheWay(three)] });
      const batches = setRecords(three, {
        ...one,
        status: "uploaded",
        updated_at: "2026-11-21T12:00:07.000Z",
      });

      await expect(indexes.list(aQuery())).resolves.toStrictEqual({
        files: [{ ...one, status: "uploaded", updated_at: "2026-11-21T12:00:07.000Z" }, listed(two), three],
      });

      expect(batches).toEqual([idsOf([one, three])]);
    });

    test("has the error of a file that failed after its entry was read", async () => {
      const failed = { details: "No.", error_code: "unreadable", retryable: false };
      respondWithPages({ Items: [onTheWay(nthFile(1))] });
      setRecords({ ...nthFile(1), status: "error", ...failed });

      await expect(indexes.list(aQuery())).resolves.toMatchObject({
        files: [{ status: "error", ...failed }],
      });
    });

    test("leaves out files that were deleted or purged meanwhile", async () => {
      respondWithPages({ Items: nthFiles(1, 3).map(onTheWay) });
      setRecords({ ...nthFile(1), status: "deleted" }, nthFile(3));

      await expect(indexes.list(aQuery())).resolves.toStrictEqual({ files: [nthFile(3)] });
    });

    test("reads only the records of its page, and continues after it", async () => {
      respondWithPages({ Items: nthFiles(1, 9).map(onTheWay) });
      const batches = setRecords(...nthFiles(1, 9));

      await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
        files: nthFiles(1, 3),
        next: positionOf(nthFile(3)),
      });

      expect(batches).toEqual([idsOf(nthFiles(1, 3))]);
    });

    test("queries three times at the most, and leaves a call for the records", async () => {
      const empty = nthFiles(1, 2).map((file) => ({ Items: [], LastEvaluatedKey: keyOf(file) }));
      respondWithPages(...empty, { Items: [onTheWay(nthFile(3))], LastEvaluatedKey: keyOf(nthFile(3)) });
      setRecords(nthFile(3));

      await expect(indexes.list(aQuery())).resolves.toStrictEqual({
        files: [nthFile(3)],
        next: positionOf(nthFile(3)),
      });
      expect(dynamo.calls()).toHaveLength(4);
    });

    test("goes on after the last file that it read, if some of them were deleted", async () => {
      respondWithPages({ Items: nthFiles(1, 9).map(onTheWay) }, { Items: nthFiles(4, 9).map(onTheWay) });
      setRecords({ ...nthFile(2), status: "deleted" }, ...nthFiles(3, 9), nthFile(1));

      await expect(indexes.list(aQuery({ name: "a" }))).resolves.toStrictEqual({
        files: [nthFile(1), ...nthFiles(3, 4)],
        next: positionOf(nthFile(4)),
      });
      expect(startsOf()).toStrictEqual([undefined, keyOf(nthFile(3))]);
    });

    test("filtered by such a status reads up to 100 for each query", async () => {
      const all = nthFiles(1, 150);
      respondWithPages({ Items: all.map(onTheWay) }, { Items: all.slice(100).map(onTheWay) });
      const claimed = all
        .filter((_, i) => i % 40 === 39)
        .map((file) => ({ ...file, status: "processing" as const }));
      const batches = setRecords(...all.filter((_, i) => i % 40 !== 39), ...claimed);

      await expect(indexes.list(aQuery({ status: "processing", limit: 10 }))).resolves.toStrictEqual({
        files: claimed,
      });

      expect(batches.map(({ length }) => length)).toEqual([100, 50]);
      expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
        FilterExpression: "attribute_not_exists(#ended)",
        Limit: 200,
      });
    });

    test("makes four calls at the most, also if the table gives records in pieces", async () => {
      respondWithPages(
        { Items: nthFiles(1, 2).map(onTheWay), LastEvaluatedKey: keyOf(nthFile(2)) },
        { Items: [onTheWay(nthFile(3))] },
      );
      const all = nthFiles(1, 2);
      dynamo.on(BatchGetCommand).callsFake(({ RequestItems }: BatchGetCommandInput) => {
        const [first, ...others] = RequestItems?.["Files"]?.Keys ?? [];
        return {
          Responses: { Files: all.filter(({ file_id }) => file_id === first?.["file_id"]) },
          ...(others.length > 0 && { UnprocessedKeys: { Files: { Keys: others } } }),
        };
      });

      await expect(indexes.list(aQuery())).resolves.toStrictEqual({
        files: all,
        next: positionOf(nthFile(2)),
      });
      expect(dynamo.calls()).toHaveLength(3);
    });

    test("filtered by such a status makes four calls at the most", async () => {
      const pages = [1, 2, 3].map((n) => ({
        Items: [onTheWay(nthFile(n))],
        LastEvaluatedKey: keyOf(nthFile(n)),
      }));
      respondWithPages(...pages);
      setRecords(...nthFiles(1, 3));

      await expect(indexes.list(aQuery({ status: "uploaded" }))).resolves.toStrictEqual({
        files: [],
        next: positionOf(nthFile(2)),
      });
      expect(dynamo.calls()).toHaveLength(4);
    });
  });

  describe("of a path", () => {
    const inFolder = (n: number): FileRecord => {
      const file = nthFile(n);
      return { ...file, path: "trips/2026", path_key: pathKey("trips/2026", file.created_at) };
    };
    const placeOf = ({ path_key, file_id }: FileRecord) => ({ path_key, file_id });
    const byPath = {
      TableName: "Files",
      IndexName: "by-path",
      KeyConditionExpression: "#owner = :owner AND #path_key BETWEEN :from AND :to",
      FilterExpression: NO_TOMBSTONES,
      ExpressionAttributeNames: { "#owner": "owner", "#ended": "ended", "#path_key": "path_key" },
      ExpressionAttributeValues: {
        ":owner": OWNER,
        ":deleted": "deleted",
        ":from": "trips\u00022026",
        ":to": "trips\u00022026\u0003",
      },
      ScanIndexForward: true,
      Limit: 3,
    };

    test("is one query of its range in the index by-path", async () => {
      respondWithPages({ Items: [entryOf(inFolder(1))] });

      await expect(indexes.list(aQuery({ path: "trips/2026" }))).resolves.toStrictEqual({
        files: [listed(inFolder(1))],
      });

      expect(callsOf(dynamo)).toStrictEqual([["QueryCommand", byPath]]);
    });

    test("continues at its place in that index", async () => {
      const [first, last] = [inFolder(1), inFolder(3)];
      respondWithPages({
        Items: [first, inFolder(2), last].map(entryOf),
        LastEvaluatedKey: { owner: OWNER, ...placeOf(last) },
      });

      await expect(
        indexes.list(aQuery({ path: "trips/2026", after: placeOf(first) as Position })),
      ).resolves.toMatchObject({ next: placeOf(last) });

      expect(startsOf()).toStrictEqual([{ owner: OWNER, ...placeOf(first) }]);
    });

    test("with filters reads 200 records a query, and returns the place of its last file", async () => {
      respondWithPages({
        Items: [1, 2, 3, 4]
          .map((n) => entryOf({ ...inFolder(n) }))
          .map((e) => ({ ...e, ended: "error" as const })),
      });

      await expect(
        indexes.list(aQuery({ path: "trips/2026", status: "error", name: "a", tags: [["album", "x"]] })),
      ).resolves.toMatchObject({ next: placeOf(inFolder(3)) });

      expect(callsOf(dynamo)).toMatchObject([
        [
          "QueryCommand",
          {
            IndexName: "by-path",
            Limit: 200,
            FilterExpression: "#ended = :ended AND contains(#name_key, :name) AND #tags.#tag0 = :tag0",
          },
        ],
      ]);
    });
  });

  test("throws a fault unchanged", async () => {
    const throttled = anSdkError("ProvisionedThroughputExceededException", 400);
    dynamo.on(QueryCommand).rejects(throttled);

    await expect(indexes.list(aQuery())).rejects.toBe(throttled);
  });
});

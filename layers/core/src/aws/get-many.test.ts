import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { Unavailable } from "../domain/errors.ts";
import { getMany } from "./get-many.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
const dynamo = mockClient(client);

const read = async (...ids: string[]) => {
  const pauses: number[] = [];
  const outcome = getMany(client, "Files", ids, { pause: async (ms) => pauses.push(ms) });
  return { files: await outcome, pauses };
};
const keys = (...ids: string[]) => ids.map((file_id) => ({ file_id }));
const request = (...ids: string[]) => [
  "BatchGetCommand",
  { RequestItems: { Files: { Keys: keys(...ids), ConsistentRead: true } } },
];

beforeEach(() => {
  dynamo.reset();
});

describe("getMany", () => {
  test("reads all with one consistent call, each id once", async () => {
    dynamo
      .on(BatchGetCommand)
      .resolves({ Responses: { Files: [aFile({ file_id: "b" })] }, UnprocessedKeys: {} });

    const { files, pauses } = await read("a", "b", "a");

    expect(files).toEqual([aFile({ file_id: "b" })]);
    expect(callsOf(dynamo)).toStrictEqual([request("a", "b")]);
    expect(pauses).toEqual([]);
  });

  test("reads what DynamoDB did not process again, after a pause", async () => {
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { Files: [aFile({ file_id: "a" })] },
        UnprocessedKeys: { Files: { Keys: keys("b", "c") } },
      })
      .resolvesOnce({
        Responses: { Files: [aFile({ file_id: "b" })] },
        UnprocessedKeys: { Files: { Keys: keys("c") } },
      })
      .resolvesOnce({ Responses: { Files: [aFile({ file_id: "c" })] } });

    const { files, pauses } = await read("a", "b", "c");

    expect(files.map(({ file_id }) => file_id)).toEqual(["a", "b", "c"]);
    expect(callsOf(dynamo)).toStrictEqual([request("a", "b", "c"), request("b", "c"), request("c")]);
    expect(pauses).toHaveLength(2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(200);
  });

  test("gives up after three calls, and a caller may retry", async () => {
    dynamo.on(BatchGetCommand).resolves({ UnprocessedKeys: { Files: { Keys: keys("a") } } });

    await expect(read("a")).rejects.toThrow(Unavailable);
    expect(dynamo.calls()).toHaveLength(3);
  });

  test("makes no call without ids", async () => {
    await expect(read()).resolves.toMatchObject({ files: [] });
    expect(dynamo.calls()).toHaveLength(0);
  });
});

import { describe, expect, it, test } from "vitest";
import { FILES_VARIABLE, readOptions, SEED_VARIABLE } from "../chaos/options.ts";
import { nameCalls } from "../chaos/world/call.ts";
import { seeded } from "../chaos/world/random.ts";

// The chaos suite relies on two properties: the same seed draws the same numbers, and the same call has the same name.

describe("seeded", () => {
  const drawn = (seed: number, name: string) => Array.from({ length: 20 }, seeded(seed, name).next);

  it("draws the same numbers from the same seed and name, and other numbers from others", () => {
    expect(drawn(1, "a")).toEqual(drawn(1, "a"));
    expect(drawn(2, "a")).not.toEqual(drawn(1, "a"));
    expect(drawn(1, "b")).not.toEqual(drawn(1, "a"));
  });

  it("draws whole numbers up to and including both bounds, and shuffles without a loss", () => {
    const random = seeded(1, "whole");
    expect(new Set(Array.from({ length: 200 }, () => random.whole(3, 5)))).toEqual(new Set([3, 4, 5]));
    expect(random.shuffled([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4]);
  });
});

describe("a call's name", () => {
  const aCall = (commandName: string, input: object, clientName = "S3Client") => ({
    commandName,
    clientName,
    input,
  });

  it("has the service, the operation, the file and the number of the call", () => {
    const nameOf = nameCalls(new Map([["id-1", "first"]]));
    const calls = [
      aCall("CopyObjectCommand", { Key: "dest/id-1.bin" }),
      aCall("UploadPartCopyCommand", { Key: "dest/id-1.bin", PartNumber: 2 }),
      aCall("UpdateItemCommand", { Key: { file_id: { S: "id-1" } } }, "DynamoDBClient"),
      aCall("UpdateItemCommand", { Key: { file_id: { S: "id-1" } } }, "DynamoDBClient"),
      aCall("SendMessageCommand", {}, "SQSClient"),
    ];
    expect(calls.map((call) => nameOf(call).name)).toEqual([
      "S3 CopyObject dest/first.bin (1st)",
      "S3 UploadPartCopy dest/first.bin part 2 (1st)",
      "DynamoDB UpdateItem first (1st)",
      "DynamoDB UpdateItem first (2nd)",
      "SQS SendMessage (1st)",
    ]);
  });
});

describe("the options", () => {
  it("come from the environment, or are a new seed and 1,000 files", () => {
    expect(readOptions({ [SEED_VARIABLE]: "7", [FILES_VARIABLE]: "20" })).toEqual({ seed: 7, files: 20 });
    expect(readOptions({})).toEqual({ seed: expect.any(Number), files: 1000 });
  });

  test.each([
    { [SEED_VARIABLE]: "seven" },
    { [SEED_VARIABLE]: "-1" },
    { [FILES_VARIABLE]: "0" },
    { [FILES_VARIABLE]: "1e3" },
  ])("are refused if they are not a whole number: %j", (env) => {
    expect(() => readOptions(env)).toThrow("is a whole number from");
  });
});

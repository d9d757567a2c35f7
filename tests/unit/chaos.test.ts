import { describe, expect, it, test } from "vitest";
import { FILES_VARIABLE, readOptions, SEED_VARIABLE } from "../chaos/options.ts";
import { nameCalls } from "../chaos/world/call.ts";
import { seeded } from "../chaos/world/random.ts";

// What the chaos suite's own word hangs on: that a seed gives the same again, and a call the same name.

describe("seeded", () => {
  const drawn = (seed: number, name: string) => Array.from({ length: 20 }, seeded(seed, name).next);

  it("draws the same from the same seed and name, and other numbers from others", () => {
    expect(drawn(1, "a")).toEqual(drawn(1, "a"));
    expect(drawn(2, "a")).not.toEqual(drawn(1, "a"));
    expect(drawn(1, "b")).not.toEqual(drawn(1, "a"));
  });

  it("draws whole numbers up to both bounds, and shuffles without losing any", () => {
    const random = seeded(1, "whole");
    expect(new Set(Array.from({ length: 200 }, () => random.whole(3, 5)))).toEqual(new Set([3, 4, 5]));
    expect(random.shuffled([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4]);
  });
});

describe("a call's name", () => {
  const of = (commandName: string, input: object, clientName = "S3Client") => ({
    commandName,
    clientName,
    input,
  });

  it("says the service, the operation, the file and which time it is", () => {
    const nameOf = nameCalls(new Map([["id-1", "first"]]));
    const calls = [
      of("CopyObjectCommand", { Key: "dest/id-1.bin" }),
      of("UploadPartCopyCommand", { Key: "dest/id-1.bin", PartNumber: 2 }),
      of("UpdateItemCommand", { Key: { file_id: { S: "id-1" } } }, "DynamoDBClient"),
      of("UpdateItemCommand", { Key: { file_id: { S: "id-1" } } }, "DynamoDBClient"),
      of("SendMessageCommand", {}, "SQSClient"),
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

describe("its options", () => {
  it("are those of the environment, or a new seed and 1,000 files", () => {
    expect(readOptions({ [SEED_VARIABLE]: "7", [FILES_VARIABLE]: "20" })).toEqual({ seed: 7, files: 20 });
    expect(readOptions({})).toEqual({ seed: expect.any(Number), files: 1000 });
  });

  test.each([
    { [SEED_VARIABLE]: "seven" },
    { [SEED_VARIABLE]: "-1" },
    { [FILES_VARIABLE]: "0" },
    { [FILES_VARIABLE]: "1e3" },
  ])("are refused where they are no whole number: %j", (env) => {
    expect(() => readOptions(env)).toThrow("is a whole number from");
  });
});

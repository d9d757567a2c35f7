import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { HttpResponse } from "@smithy/core/protocols";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { describe, expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Claim } from "../ports.ts";
import { CALL_LIMITS } from "./client-config.ts";
import { createFileTable } from "./file-table.ts";

type Response = { status: number; body: unknown };

const throttling: Response = {
  status: 400,
  body: { __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException" },
};
const down: Response = {
  status: 500,
  body: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError" },
};
const refusedWith = (file: FileRecord): Response => ({
  status: 400,
  body: {
    __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
    Item: marshall(file),
  },
});
const read = (file?: FileRecord): Response => ({
  status: 200,
  body: file ? { Item: marshall(file) } : {},
});
const claimed = (file: FileRecord): Response => ({ status: 200, body: { Attributes: marshall(file) } });

/** A table on a real client, whose attempts get these responses in order. Only the pauses between attempts are shorter. */
const aTable = (responses: Response[]) => {
  const attempts: string[] = [];
  const dynamodb = new DynamoDBClient({
    ...SDK_CONFIG,
    retryStrategy: new ConfiguredRetryStrategy(CALL_LIMITS.maxAttempts, () => 1),
    requestHandler: {
      async handle({ headers }: { headers: Record<string, string> }) {
        attempts.push(headers["x-amz-target"]?.split(".")[1] ?? "");
        const { status, body } = responses.shift() ?? down;
        return {
          response: new HttpResponse({
            statusCode: status,
            headers: { "content-type": "application/x-amz-json-1.0" },
            body: Buffer.from(JSON.stringify(body)),
          }),
        };
      },
    } as never,
  });
  return { files: createFileTable("Files", DynamoDBDocumentClient.from(dynamodb)), attempts };
};

const aClaim = ({ file_id, key_path, dest_path } = aFile()): Claim => ({
  ...{ file_id, key_path, dest_path },
  lease_owner: "message-1",
  lease_until: "2026-11-21T12:02:30.000Z",
  at: NOW,
  max_attempts: 5,
});

describe("a claim that the table throttles", () => {
  test.each<[string, Partial<FileRecord>]>([
    ["completed", { status: "completed" }],
    ["deleted", { status: "deleted" }],
    ["in error", { status: "error", retryable: false }],
    ["held by another message", { status: "processing", lease_owner: "message-2", lease_until: NOW }],
    ["out of attempts", { status: "uploaded", attempts: 5 }],
    ["of another path", { status: "uploaded", key_path: "temp/another" }],
  ])("is not tried again, and a read shows that the file is %s", async (_, record) => {
    const current = aFile(record);
    const { files, attempts } = aTable([throttling, read(current)]);

    await expect(files.claim(aClaim())).resolves.toEqual({ ok: false, current });

    expect(attempts).toEqual(["UpdateItem", "GetItem"]);
  });

  test("finds no record", async () => {
    const { files, attempts } = aTable([throttling, read()]);

    await expect(files.claim(aClaim())).resolves.toEqual({ ok: false, current: undefined });

    expect(attempts).toEqual(["UpdateItem", "GetItem"]);
  });

  test("is tried again, with the usual retries, if the read shows that the file may be claimed", async () => {
    const processing = aFile({ status: "processing", attempts: 1 });
    const { files, attempts } = aTable([
      throttling,
      read(aFile()),
      throttling,
      throttling,
      claimed(processing),
    ]);

    await expect(files.claim(aClaim())).resolves.toEqual({ ok: true, file: processing });

    expect(attempts).toEqual(["UpdateItem", "GetItem", "UpdateItem", "UpdateItem", "UpdateItem"]);
  });

  test("is a write of the whole claim if the read shows that the form has expired", async () => {
    const expired = aFile({ status: "expired" });
    const processing = aFile({ status: "processing", attempts: 1 });
    const { files, attempts } = aTable([throttling, read(expired), claimed(processing)]);

    await expect(files.claim(aClaim())).resolves.toEqual({ ok: true, file: processing });

    expect(attempts).toEqual(["UpdateItem", "GetItem", "UpdateItem"]);
  });

  test("is refused if another mover claims the file after the read", async () => {
    const current = aFile({ status: "processing", lease_owner: "message-2", lease_until: NOW });
    const { files } = aTable([throttling, read(aFile()), refusedWith(current)]);

    await expect(files.claim(aClaim())).resolves.toEqual({ ok: false, current });
  });

  test("fails with the service's error if the table throttles everything", async () => {
    const { files, attempts } = aTable(Array(9).fill(throttling));

    await expect(files.claim(aClaim())).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });

    expect(attempts).toEqual(["UpdateItem", ...Array(CALL_LIMITS.maxAttempts).fill("GetItem")]);
  });
});

test("a claim is tried again as usual after another fault, without a read", async () => {
  const processing = aFile({ status: "processing", attempts: 1 });
  const { files, attempts } = aTable([down, claimed(processing)]);

  await expect(files.claim(aClaim())).resolves.toEqual({ ok: true, file: processing });

  expect(attempts).toEqual(["UpdateItem", "UpdateItem"]);
});

test("any other write that is throttled is tried again as usual", async () => {
  const file = aFile({ version: 2 });
  const { files, attempts } = aTable([throttling, claimed(file)]);

  await expect(files.save(aFile(), file)).resolves.toEqual({ ok: true, file });

  expect(attempts).toEqual(["UpdateItem", "UpdateItem"]);
});

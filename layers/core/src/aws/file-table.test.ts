import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { expectPlaceholdersMatch } from "#testing/expressions.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { advance } from "../domain/advance.ts";
import type { FileRecord } from "../domain/file.ts";
import { claimUpdate } from "./claim-update.ts";
import { createFileTable } from "./file-table.ts";

const LATER = "2026-11-21T12:05:00.000Z";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
const dynamo = mockClient(client);
const files = createFileTable("Files", client);

const conditionFailed = (found?: FileRecord) =>
  new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: { httpStatusCode: 400 },
    ...(found && { Item: marshall(found) }),
  });

const throttled = anSdkError("ProvisionedThroughputExceededException", 400);

beforeEach(() => {
  dynamo.reset();
});

describe("create", () => {
  test("puts the record on the condition that none has its id", async () => {
    dynamo.on(PutCommand).resolves({});

    await expect(files.create(aFile())).resolves.toEqual({ ok: true, file: aFile() });

    expect(callsOf(dynamo)).toStrictEqual([
      [
        "PutCommand",
        {
          TableName: "Files",
          Item: aFile(),
          ConditionExpression: "attribute_not_exists(file_id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ],
    ]);
  });

  test("returns the record that has the id, read with the same call", async () => {
    const current = aFile({ status: "completed", version: 5, updated_at: LATER });
    dynamo.on(PutCommand).rejects(conditionFailed(current));

    await expect(files.create(aFile())).resolves.toEqual({ ok: false, current });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test("succeeds if the SDK's second try finds the write of the first", async () => {
    dynamo.on(PutCommand).rejects(conditionFailed(aFile()));

    await expect(files.create(aFile())).resolves.toEqual({ ok: true, file: aFile() });
  });

  test("is refused if another record was written in the same millisecond", async () => {
    const current = aFile({ len: 7 });
    dynamo.on(PutCommand).rejects(conditionFailed(current));

    await expect(files.create(aFile())).resolves.toEqual({ ok: false, current });
  });

  test("is refused if the same record was written at another time", async () => {
    const current = aFile({ updated_at: LATER });
    dynamo.on(PutCommand).rejects(conditionFailed(current));

    await expect(files.create(aFile())).resolves.toEqual({ ok: false, current });
  });

  test("throws any other fault unchanged", async () => {
    dynamo.on(PutCommand).rejects(throttled);

    await expect(files.create(aFile())).rejects.toBe(throttled);
  });
});

describe("get", () => {
  test("reads consistently", async () => {
    dynamo.on(GetCommand).resolves({ Item: aFile() });

    const file = await files.get(FILE_ID);

    expect(file).toEqual(aFile());
    expect(callsOf(dynamo)).toStrictEqual([
      ["GetCommand", { TableName: "Files", Key: { file_id: FILE_ID }, ConsistentRead: true }],
    ]);
  });

  test("returns undefined if there is no record", async () => {
    dynamo.on(GetCommand).resolves({});

    await expect(files.get(FILE_ID)).resolves.toBeUndefined();
  });
});

describe("save", () => {
  const before = aFile({
    status: "processing",
    version: 4,
    attempts: 1,
    details: "Being moved.",
    lease_owner: "message-1",
    lease_until: "2026-11-21T12:02:10.000Z",
  });
  const after = advance(before, {
    to: "completed",
    by: "mover",
    at: LATER,
    set: { source_etag: '"e1"' },
  });

  test("writes the changed members, on the condition of the old status and version", async () => {
    dynamo.on(UpdateCommand).resolves({ Attributes: after });

    const written = await files.save(before, after);

    expect(written).toEqual({ ok: true, file: after });
    expect(callsOf(dynamo)).toStrictEqual([
      [
        "UpdateCommand",
        {
          TableName: "Files",
          Key: { file_id: FILE_ID },
          UpdateExpression:
            "SET #status = :status, #version = :version, #updated_at = :updated_at, #history = :history, " +
            "#ended = :ended, #ended_at = :ended_at, #source_etag = :source_etag REMOVE #open_shard, #check_at, #details, #lease_owner, #lease_until",
          ConditionExpression: "#status = :was AND #version = :version_was",
          ExpressionAttributeNames: {
            "#status": "status",
            "#version": "version",
            "#updated_at": "updated_at",
            "#history": "history",
            "#ended": "ended",
            "#ended_at": "ended_at",
            "#source_etag": "source_etag",
            "#open_shard": "open_shard",
            "#check_at": "check_at",
            "#details": "details",
            "#lease_owner": "lease_owner",
            "#lease_until": "lease_until",
          },
          ExpressionAttributeValues: {
            ":was": "processing",
            ":version_was": 4,
            ":status": "completed",
            ":version": 5,
            ":updated_at": LATER,
            ":history": after.history,
            ":ended": "completed",
            ":ended_at": LATER,
            ":source_etag": '"e1"',
          },
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ],
    ]);
  });

  test("has no REMOVE if no member is removed, and its placeholders match", async () => {
    dynamo.on(UpdateCommand).resolves({});
    const pending = aFile();

    await files.save(pending, advance(pending, { to: "uploaded", by: "owner", at: LATER }));

    const input = dynamo.commandCalls(UpdateCommand)[0]?.args[0].input ?? ({} as UpdateCommandInput);
    expect(input.UpdateExpression).toBe(
      "SET #status = :status, #version = :version, #updated_at = :updated_at, #history = :history, #check_at = :check_at",
    );
    expectPlaceholdersMatch(input);
  });

  test("returns the current record if it is refused, read with the same call", async () => {
    const current = aFile({ status: "deleted", version: 5, updated_at: LATER });
    dynamo.on(UpdateCommand).rejects(conditionFailed(current));

    await expect(files.save(before, after)).resolves.toEqual({ ok: false, current });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test("returns undefined if it is refused because the record is gone", async () => {
    dynamo.on(UpdateCommand).rejects(conditionFailed());

    await expect(files.save(before, after)).resolves.toEqual({ ok: false, current: undefined });
  });

  test("succeeds if the SDK's second try finds the write of the first", async () => {
    dynamo.on(UpdateCommand).rejects(conditionFailed(after));

    await expect(files.save(before, after)).resolves.toEqual({ ok: true, file: after });
  });

  test.each([
    ["the version", { version: after.version + 1 }],
    ["the status", { status: "error" }],
    ["the time", { updated_at: "2026-11-21T12:05:00.001Z" }],
    ["the lease", { lease_owner: "message-2" }],
  ] as const)("is refused if %s of the current record differs", async (_, other) => {
    const current: FileRecord = { ...after, ...other };
    dynamo.on(UpdateCommand).rejects(conditionFailed(current));

    await expect(files.save(before, after)).resolves.toEqual({ ok: false, current });
  });

  test("throws any other fault unchanged", async () => {
    dynamo.on(UpdateCommand).rejects(throttled);

    await expect(files.save(before, after)).rejects.toBe(throttled);
  });
});

describe("claim", () => {
  const claim = {
    file_id: FILE_ID,
    key_path: aFile().key_path,
    dest_path: aFile().dest_path,
    lease_owner: "message-1",
    lease_until: "2026-11-21T12:02:10.000Z",
    at: NOW,
    max_attempts: 5,
  };
  const claimed = aFile({ status: "processing", version: 2, attempts: 1, lease_owner: "message-1" });

  /** The lease_id that call number n sent. */
  const leaseIdOf = (n: number): string =>
    dynamo.commandCalls(UpdateCommand)[n]?.args[0].input.ExpressionAttributeValues?.[":lease_id"];

  test("is one update without a read before it", async () => {
    dynamo.on(UpdateCommand).resolves({ Attributes: claimed });

    const written = await files.claim(claim);

    expect(written).toEqual({ ok: true, file: claimed });
    expect(callsOf(dynamo)).toStrictEqual([
      [
        "UpdateCommand",
        {
          ...claimUpdate({ ...claim, lease_id: leaseIdOf(0) }),
          TableName: "Files",
          ReturnValues: "ALL_NEW",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ],
    ]);
  });

  test("returns the current record if it is refused", async () => {
    const current = aFile({
      status: "completed",
      version: 9,
      checksum: { algorithm: "CRC32", value: "yZRlqg==" },
    });
    dynamo.on(UpdateCommand).rejects(conditionFailed(current));

    await expect(files.claim(claim)).resolves.toEqual({ ok: false, current });
    expect(dynamo.calls()).toHaveLength(1);
  });

  test("succeeds if the SDK sent it twice because the response was late", async () => {
    let current = claimed;
    dynamo.on(UpdateCommand).callsFake(({ ExpressionAttributeValues }) => {
      current = { ...claimed, lease_id: ExpressionAttributeValues[":lease_id"] };
      throw conditionFailed(current);
    });

    await expect(files.claim(claim)).resolves.toEqual({ ok: true, file: current });
  });

  test("is refused after another claim of the same message", async () => {
    const current = { ...claimed, lease_id: "of an earlier delivery" };
    dynamo.on(UpdateCommand).rejects(conditionFailed(current));

    await expect(files.claim(claim)).resolves.toEqual({ ok: false, current });
  });

  test("has another lease_id each time", async () => {
    dynamo.on(UpdateCommand).resolves({ Attributes: claimed });
    for (const _ of [1, 2]) await files.claim(claim);

    expect(leaseIdOf(0)).toMatch(/^[\w-]{11}$/);
    expect(leaseIdOf(1)).not.toBe(leaseIdOf(0));
  });

  test("of a file without a record returns undefined as the current record", async () => {
    dynamo.on(UpdateCommand).rejects(conditionFailed());

    await expect(files.claim(claim)).resolves.toEqual({ ok: false, current: undefined });
  });
});

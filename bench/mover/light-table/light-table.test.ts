import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { createFileTable } from "../../../layers/core/src/aws/file-table.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { openShard } from "../../../layers/core/src/domain/open-index.ts";
import type { Claim } from "../../../layers/core/src/ports.ts";
import { listen } from "./listen.ts";

const { endpoint, server } = await listen();
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...SDK_CONFIG, endpoint }));
const files = createFileTable("Files", client);

afterAll(() => {
  client.destroy();
  server.close();
});

const LATER = "2026-11-21T12:05:00.000Z";
const LEASE = "2026-11-21T12:10:00.000Z";
const AFTER_LEASE = "2026-11-21T12:11:00.000Z";

const uploaded = (file_id: string) => aFile({ file_id, status: "uploaded", error_code: "not-moved" });

const claimOf = ({ file_id, key_path, dest_path }: FileRecord, overrides: Partial<Claim> = {}): Claim => ({
  ...{
    file_id,
    key_path,
    dest_path,
    lease_owner: "message-1",
    lease_until: LEASE,
    at: LATER,
    max_attempts: 5,
  },
  ...overrides,
});

test("creates a record once, and then returns the existing record", async () => {
  const file = aFile({ file_id: randomUUID() });

  await expect(files.create(file)).resolves.toEqual({ ok: true, file });
  await expect(files.create({ ...file, len: 7 })).resolves.toEqual({ ok: false, current: file });
  await expect(files.get(file.file_id)).resolves.toEqual(file);
  await expect(files.get(randomUUID())).resolves.toBeUndefined();
});

test("saves changed members, removes absent ones, and refuses a write based on an older version", async () => {
  const before = uploaded(randomUUID());
  const { error_code: _, ...rest } = before;
  const after: FileRecord = { ...rest, status: "processing", version: 2, history: [] };
  await files.create(before);

  await expect(files.save(before, after)).resolves.toEqual({ ok: true, file: after });
  await expect(files.save(before, { ...after, len: 7 })).resolves.toEqual({ ok: false, current: after });
  await expect(files.get(before.file_id)).resolves.toEqual(after);
});

test("a claim adds an attempt, appends to the history and removes the error of an earlier failure", async () => {
  const file = uploaded(randomUUID());
  await files.create(file);

  const claimed = await files.claim(claimOf(file));

  const { error_code: _, ...rest } = file;
  expect(claimed).toEqual({
    ok: true,
    file: {
      ...rest,
      status: "processing",
      version: 2,
      attempts: 1,
      updated_at: LATER,
      lease_owner: "message-1",
      lease_until: LEASE,
      lease_id: expect.any(String),
      check_at: LEASE,
      open_shard: openShard(file.file_id),
      history: [
        ...file.history,
        { status: "uploaded", at: LATER, by: "mover" },
        { status: "processing", at: LATER, by: "mover" },
      ],
    },
  });
  await expect(files.get(file.file_id)).resolves.toEqual(claimed.ok && claimed.file);
});

test("a lease refuses other messages until it ends, and lets its owner claim again", async () => {
  const file = uploaded(randomUUID());
  await files.create(file);
  const claimed = await files.claim(claimOf(file));
  const other = { lease_owner: "message-2" };

  const refused = { ok: false, current: claimed.ok && claimed.file };
  await expect(files.claim(claimOf(file, other))).resolves.toEqual(refused);
  await expect(files.claim(claimOf(file))).resolves.toMatchObject({ ok: true, file: { attempts: 2 } });
  await expect(files.claim(claimOf(file, { ...other, at: AFTER_LEASE }))).resolves.toMatchObject({
    ok: true,
    file: { attempts: 3, lease_owner: "message-2" },
  });
});

test.each<[string, Partial<FileRecord>, Partial<Claim>]>([
  ["is out of attempts", { attempts: 5 }, {}],
  ["is completed", { status: "completed" }, {}],
  ["has another key", {}, { key_path: "temp/another.jpg" }],
  ["has another destination", {}, { dest_path: "dest/another.jpg" }],
])("a claim is refused for a file that %s", async (_, record, claim) => {
  const file = { ...uploaded(randomUUID()), ...record };
  await files.create(file);

  await expect(files.claim(claimOf(file, claim))).resolves.toEqual({ ok: false, current: file });
  await expect(files.get(file.file_id)).resolves.toEqual(file);
});

test("a claim of a file without a record is refused", async () => {
  await expect(files.claim(claimOf(aFile({ file_id: randomUUID() })))).resolves.toEqual({
    ok: false,
    current: undefined,
  });
});

test.each([
  { ConditionExpression: "size(file_name) = :one" },
  { ConditionExpression: "attempts < :one AND" },
  { ConditionExpression: "attempts < :another" },
  { ConditionExpression: "attempts < :one NOT attempts < :one" },
  { UpdateExpression: "ADD attempts :one" },
  { UpdateExpression: "SET attempts = missing + :one" },
  { UpdateExpression: "SET len = file_name + :one" },
  { UpdateExpression: "SET len = :one ADD attempts :one" },
])("an unsupported expression is refused, and changes nothing: %j", async (expressions) => {
  const file = aFile({ file_id: randomUUID() });
  await files.create(file);
  const command = new UpdateCommand({
    TableName: "Files",
    Key: { file_id: file.file_id },
    UpdateExpression: "SET len = :one",
    ExpressionAttributeValues: { ":one": 1 },
    ...expressions,
  });

  await expect(client.send(command)).rejects.toThrow(
    expect.objectContaining({ name: "ValidationException" }),
  );
  await expect(files.get(file.file_id)).resolves.toEqual(file);
});

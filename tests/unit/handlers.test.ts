import { Readable } from "node:stream";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { FileList, OperationsView } from "@malote/core";
import { sdkStreamMixin } from "@smithy/core/serde";
import type { Context, SQSBatchResponse } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { is } from "valibot";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import confirm from "../../events/confirm.json" with { type: "json" };
import confirmFaulty from "../../events/confirm-faulty.json" with { type: "json" };
import consult from "../../events/consult.json" with { type: "json" };
import consultFaulty from "../../events/consult-faulty.json" with { type: "json" };
import download from "../../events/download.json" with { type: "json" };
import downloadFaulty from "../../events/download-faulty.json" with { type: "json" };
import list from "../../events/list.json" with { type: "json" };
import listFaulty from "../../events/list-faulty.json" with { type: "json" };
import moverMessage from "../../events/mover-message.json" with { type: "json" };
import moverPoisoned from "../../events/mover-poisoned.json" with { type: "json" };
import moverS3Event from "../../events/mover-s3-event.json" with { type: "json" };
import operations from "../../events/operations.json" with { type: "json" };
import operationsFaulty from "../../events/operations-faulty.json" with { type: "json" };
import reconciler from "../../events/reconciler.json" with { type: "json" };
import remove from "../../events/remove.json" with { type: "json" };
import removeFaulty from "../../events/remove-faulty.json" with { type: "json" };
import update from "../../events/update.json" with { type: "json" };
import updateFaulty from "../../events/update-faulty.json" with { type: "json" };
import upload from "../../events/upload.json" with { type: "json" };
import uploadFaulty from "../../events/upload-faulty.json" with { type: "json" };
import { RESERVE_MS } from "../../functions/mover/time-left.ts";
import { aFileOf, aJpeg } from "../../layers/core/src/testing/builders.ts";

// The wiring of each handler, called with the samples of events/ as Lambda would call it.

const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  POWERTOOLS_LOG_LEVEL: "SILENT",
  POWERTOOLS_METRICS_DISABLED: "true",
  FILES_TABLE: "files",
  BUCKET: "malote-files",
  MOVE_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/move",
  MAX_FILE_BYTES: "1000000",
  ALLOWED_TYPES: "image/*, application/pdf",
  UPLOAD_EXPIRY_SECONDS: "900",
  MAX_ATTEMPTS: "5",
  LEFTOVER_AGE_SECONDS: "3600",
  STACK_NAME: "malote-test",
  MULTIPART_THRESHOLD_BYTES: "536870912",
  COPY_PART_BYTES: "134217728",
};
for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
afterAll(() => {
  vi.unstubAllEnvs();
});

const dynamodb = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);

// The handlers read the environment as they are imported.
const handlers = {
  upload: (await import("../../functions/upload/handler.ts")).handler,
  confirm: (await import("../../functions/confirm/handler.ts")).handler,
  update: (await import("../../functions/update/handler.ts")).handler,
  consult: (await import("../../functions/consult/handler.ts")).handler,
  download: (await import("../../functions/download/handler.ts")).handler,
  remove: (await import("../../functions/remove/handler.ts")).handler,
  list: (await import("../../functions/list/handler.ts")).handler,
  operations: (await import("../../functions/operations/handler.ts")).handler,
  mover: (await import("../../functions/mover/handler.ts")).handler,
  reconciler: (await import("../../functions/reconciler/handler.ts")).handler,
};

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "malote",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:malote",
  memoryLimitInMB: "512",
  awsRequestId: "f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f",
  logGroupName: "malote",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 120_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const BYTES = aJpeg();
const OBJECT = { ETag: '"9e107d9d372bb6826bd81d3542a419d6"', ContentLength: BYTES.length };

/** The record of whatever file is asked for. */
const recordOf = (fileId: string, overrides: Partial<FileRecord> = {}): FileRecord =>
  aFileOf(BYTES, {
    file_id: fileId,
    key_path: `temp/${fileId}.jpg`,
    dest_path: `dest/${fileId}.jpg`,
    ...overrides,
  });

beforeEach(() => {
  for (const mock of [dynamodb, s3, sqs]) mock.reset();
  dynamodb.on(GetCommand).callsFake(({ Key }) => ({ Item: recordOf(Key.file_id) }));
  dynamodb.on(UpdateCommand).callsFake(({ Key, ExpressionAttributeValues: values }) => ({
    Attributes: recordOf(Key.file_id, { status: values[":status"] ?? values[":processing"], attempts: 1 }),
  }));
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  s3.on(DeleteObjectCommand).resolves({});
  s3.on(HeadObjectCommand).resolves(OBJECT);
  s3.on(GetObjectCommand).callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
  s3.on(CopyObjectCommand).resolves({ CopyObjectResult: OBJECT });
});

describe("the routes", () => {
  it.each([
    { name: "upload", event: upload, status: 201 },
    { name: "confirm", event: confirm, status: 202 },
    { name: "update", event: update, status: 200 },
    { name: "consult", event: consult, status: 200 },
    { name: "download", event: download, status: 200 },
  ] as const)("$name answers $status to its sample", async ({ name, event, status }) => {
    const answer = await call(name, event);

    expect(answer).toMatchObject({
      statusCode: status,
      headers: { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" },
    });
    expect(JSON.parse(answer.body)).toHaveProperty("file_id");
  });

  it.each([
    { name: "upload", event: uploadFaulty, status: 400, code: "invalid-request" },
    { name: "confirm", event: confirmFaulty, status: 400, code: "malformed-json" },
    { name: "update", event: updateFaulty, status: 403, code: "forbidden" },
    { name: "consult", event: consultFaulty, status: 400, code: "invalid-request" },
    { name: "download", event: downloadFaulty, status: 401, code: "unauthenticated" },
    { name: "remove", event: removeFaulty, status: 400, code: "invalid-request" },
    { name: "list", event: listFaulty, status: 400, code: "invalid-request" },
    { name: "operations", event: operationsFaulty, status: 403, code: "forbidden" },
  ] as const)("$name answers $status to its faulty sample, asking nobody", async ({
    name,
    event,
    status,
    code,
  }) => {
    const answer = await call(name, event);

    expect(answer).toMatchObject({
      statusCode: status,
      headers: { "Content-Type": "application/problem+json", "Access-Control-Allow-Origin": "*" },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ status, code, instance: CONTEXT.awsRequestId });
    expect([...dynamodb.calls(), ...s3.calls(), ...sqs.calls()]).toEqual([]);
  });

  it.each([
    ["update", update],
    ["operations", operations],
  ] as const)("%s is for operators, whatever a caller of other groups sends", async (name, event) => {
    for (const groups of [undefined, "relays", "Operators,operators2"])
      for (const body of ["{", "{}", event.body]) {
        const { statusCode } = await call(name, { ...inGroups(event, groups), body });
        expect([groups, body, statusCode]).toEqual([groups, body, 403]);
      }

    expect([...dynamodb.calls(), ...s3.calls(), ...sqs.calls()]).toEqual([]);
  });

  it("upload names the new file in Location", async () => {
    const answer = await call("upload", upload);

    expect(answer.headers["Location"]).toBe(`files/${JSON.parse(answer.body).file_id}`);
  });

  it("upload tells every fault at once", async () => {
    const { body } = await call("upload", uploadFaulty);

    const pointers = JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["#/file_name", "#/len", "#/priority", "#/type"]);
  });

  it("upload answers a replay that needs no form with 200 and the status", async () => {
    const known = { status: "completed", version: 5 } as const;
    dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, ...known });
    });

    const answer = await call("upload", withHeader(upload, "Idempotency-Key", "9f1c-holiday"));

    expect(answer).toMatchObject({ statusCode: 200, headers: { "Content-Type": "application/json" } });
    expect(answer.headers).not.toHaveProperty("Location");
    expect(JSON.parse(answer.body)).toMatchObject({ status: "completed" });
    expect(JSON.parse(answer.body)).not.toHaveProperty("fields");
  });

  it("upload reads the Idempotency-Key however it is spelled", async () => {
    dynamodb.on(PutCommand).resolves({});

    const ids = [];
    for (const name of ["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"])
      ids.push(JSON.parse((await call("upload", withHeader(upload, name, "9f1c-holiday"))).body).file_id);

    expect(new Set(ids).size).toBe(1);
  });

  it("consult answers the version as ETag, and a client may keep it to ask again", async () => {
    const { statusCode, headers } = await call("consult", consult);

    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ ETag: '"1"', "Cache-Control": "private, no-cache" });
    expect(headers["Access-Control-Expose-Headers"]).toContain("ETag");
  });

  it.each(["If-None-Match", "if-none-match"])("consult answers 304 without a body to %s", async (name) => {
    const answer = await call("consult", withHeader(consult, name, '"1"'));

    expect(answer).toMatchObject({
      statusCode: 304,
      body: "",
      headers: { ETag: '"1"', "Cache-Control": "private, no-cache", "Access-Control-Allow-Origin": "*" },
    });
    expect(answer.headers).not.toHaveProperty("Content-Type");
  });

  it("remove answers 204 without a body, and both keys are deleted", async () => {
    const answer = await call("remove", remove);

    expect(answer).toMatchObject({
      statusCode: 204,
      body: "",
      headers: { "Access-Control-Allow-Origin": "*" },
    });
    expect(answer.headers).not.toHaveProperty("Content-Type");
    const { file_id } = remove.pathParameters;
    expect(s3.commandCalls(DeleteObjectCommand).map((one) => one.args[0].input)).toEqual([
      { Bucket: "malote-files", Key: `temp/${file_id}.jpg` },
      { Bucket: "malote-files", Key: `dest/${file_id}.jpg` },
    ]);
  });

  it("remove answers 204 though S3 is away: the tombstone stands", async () => {
    s3.on(DeleteObjectCommand).rejects(new Error("away"));

    await expect(call("remove", remove)).resolves.toMatchObject({ statusCode: 204 });
  });

  it("list answers a page of the caller's files, and a cursor that leads on", async () => {
    const file = recordOf("0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b", { status: "completed" });
    const { owner, created_at, file_id } = file;
    dynamodb.on(QueryCommand).resolves({
      Items: Array.from({ length: 20 }, () => file),
      LastEvaluatedKey: { owner, created_at, file_id },
    });

    const first = await call("list", list);
    const page = JSON.parse(first.body);
    const cursor = page.next_cursor;
    const next = await call("list", {
      ...list,
      queryStringParameters: { ...list.queryStringParameters, cursor },
    });

    expect([first.statusCode, next.statusCode]).toEqual([200, 200]);
    expect(is(FileList, page)).toBe(true);
    expect(page.files).toHaveLength(20);
    const queries = dynamodb.commandCalls(QueryCommand).map((one) => one.args[0].input);
    expect(queries.map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toEqual([
      undefined,
      { owner, created_at, file_id },
    ]);
    expect(queries[0]?.ExpressionAttributeValues).toMatchObject({
      ":owner": list.requestContext.authorizer.claims.sub,
      ":status": "completed",
      ":name": "holiday",
    });
  });

  it("list answers all files without a query string", async () => {
    const event = { ...list, queryStringParameters: null, multiValueQueryStringParameters: null };

    const answer = await call("list", event);

    expect(answer).toMatchObject({ statusCode: 200, body: JSON.stringify({ files: [] }) });
  });

  it("list tells every fault at once", async () => {
    const { body } = await call("list", listFaulty);

    const pointers = JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["#/limit", "#/owner", "#/status"]);
  });

  it("operations answers an operator what is not finished", async () => {
    dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [recordOf("0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b")] })
      .resolves({ Items: [] });

    const answer = await call("operations", operations);

    expect(answer.statusCode).toBe(200);
    const view = JSON.parse(answer.body);
    expect(is(OperationsView, view)).toBe(true);
    expect(view).toMatchObject({ unfinished: { pending: 1 }, complete: true });
  });

  it("confirm answers 200 when that was done before", async () => {
    dynamodb
      .on(GetCommand)
      .callsFake(({ Key }) => ({ Item: recordOf(Key.file_id, { status: "completed" }) }));

    await expect(call("confirm", confirm)).resolves.toMatchObject({ statusCode: 200 });
  });

  it("a table that is away is answered with 503 and nothing of the inside", async () => {
    const inside = Object.assign(new Error("10.0.0.1 is overloaded"), { name: "ThrottlingException" });
    dynamodb.on(GetCommand).rejects(inside);

    const answer = await call("consult", consult);

    expect(answer).toMatchObject({ statusCode: 503, headers: { "Retry-After": "2" } });
    expect(answer.body).not.toContain("10.0.0.1");
  });
});

describe("the mover", () => {
  it.each([
    { sample: "mover-message.json", event: moverMessage },
    { sample: "mover-s3-event.json", event: moverS3Event },
  ])("moves the file of $sample", async ({ event }) => {
    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(1);
  });

  it("claims with the attempts and until the time that its environment gives", async () => {
    const before = Date.now();
    await move(moverMessage);

    const values = dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input.ExpressionAttributeValues;
    expect(values).toMatchObject({ ":max_attempts": 5, ":lease_owner": moverMessage.Records[0]?.messageId });
    expect(Date.parse(values?.[":lease_until"])).toBeGreaterThanOrEqual(before + 120_000);
  });

  it("one poisoned of ten: nine are moved, and exactly its id comes back", async () => {
    const poisoned = moverPoisoned.Records.find(({ body }) => !body.startsWith("{"));

    await expect(move(moverPoisoned)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: poisoned?.messageId }],
    });

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(9);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueueUrl: ENVIRONMENT.MOVE_QUEUE_URL,
        ReceiptHandle: poisoned?.receiptHandle,
        VisibilityTimeout: 0,
      },
    ]);
  });

  it("a batch in which all fail comes back as a whole, without the invocation failing", async () => {
    dynamodb.on(UpdateCommand).rejects(new Error("away"));

    const { batchItemFailures } = await move(moverPoisoned);

    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      moverPoisoned.Records.map(({ messageId }) => messageId).sort(),
    );
  });

  it("ends its calls to S3 before Lambda ends it", async () => {
    const almostOver = { ...CONTEXT, getRemainingTimeInMillis: () => RESERVE_MS + 30 };
    await handlers.mover(structuredClone(moverMessage) as never, almostOver);

    const ends = s3
      .commandCalls(CopyObjectCommand)
      .map(({ args: [, options] }: { args: readonly unknown[] }) => options as { abortSignal: AbortSignal });
    expect(ends).toHaveLength(1);
    await vi.waitUntil(() => ends[0]?.abortSignal.aborted);
  });

  it("leaves an event of another bucket alone", async () => {
    const event = JSON.parse(JSON.stringify(moverS3Event).replaceAll("malote-files", "another"));

    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect([...dynamodb.calls(), ...s3.calls()]).toEqual([]);
  });
});

describe("the reconciler", () => {
  const run = () => handlers.reconciler(structuredClone(reconciler) as never, CONTEXT);
  const longAgo = { check_at: "2026-01-01T00:15:00.000Z", expires_at: "2026-01-01T00:15:00.000Z" };

  it("queues what is due and deletes what was left, with the limits of its environment", async () => {
    const stuck = recordOf("00000000-0000-4000-8000-000000000001", {
      status: "uploaded",
      attempts: 4,
      ...longAgo,
    });
    const moved = recordOf("00000000-0000-4000-8000-000000000002", { status: "completed" });
    const records = new Map([stuck, moved].map((record) => [record.file_id, record]));
    dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
      Items: values[":now"] && values[":shard"] === "0" ? [stuck] : [],
    }));
    dynamodb.on(GetCommand).callsFake(({ Key }) => ({ Item: records.get(Key.file_id) }));
    const ages = { [stuck.key_path]: 3500, [moved.key_path]: 3700 };
    const listed = Object.entries(ages).map(([Key, age]) => ({
      Key,
      ETag: OBJECT.ETag,
      LastModified: new Date(Date.now() - age * 1000),
    }));
    s3.on(ListObjectsV2Command).callsFake(({ StartAfter = "" }) => ({
      Contents: listed.filter(({ Key }) => Key > StartAfter),
    }));

    await expect(run()).resolves.toMatchObject({
      files: { requeued: 1 },
      objects: { removed: 1 },
      failed: 0,
      oldestUnfinishedSeconds: 0,
    });

    expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.QueueUrl)).toEqual([
      ENVIRONMENT.MOVE_QUEUE_URL,
    ]);
    expect(s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: "malote-files", Key: moved.key_path, IfMatch: OBJECT.ETag },
    ]);
  });

  it("fails as an invocation where the index cannot be read", async () => {
    s3.on(ListObjectsV2Command).resolves({});
    dynamodb.on(QueryCommand).rejects(new Error("away"));

    await expect(run()).rejects.toThrow("away");
  });
});

/** The same event with one header more. */
function withHeader<E extends { headers: object }>(event: E, name: string, value: string) {
  return { ...event, headers: { ...event.headers, [name]: value } };
}

/** The same event by a caller of these groups. */
function inGroups<E extends { requestContext: { authorizer: { claims: object } } }>(
  event: E,
  groups?: string,
) {
  const { "cognito:groups": _, ...claims } = event.requestContext.authorizer.claims as Record<
    string,
    unknown
  >;
  const others = { ...claims, ...(groups !== undefined && { "cognito:groups": groups }) };
  return { ...event, requestContext: { ...event.requestContext, authorizer: { claims: others } } };
}

function conditionFailed(found: FileRecord) {
  return new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: { httpStatusCode: 400 },
    Item: marshall(found),
  });
}

type Answer = { statusCode: number; headers: Record<string, string>; body: string };

/** JSON has fewer members than the types of API Gateway's and SQS's events, which are not read here. */
async function call(
  name: Exclude<keyof typeof handlers, "mover" | "reconciler">,
  event: unknown,
): Promise<Answer> {
  return (await handlers[name](structuredClone(event) as never, CONTEXT)) as Answer;
}

async function move(event: unknown): Promise<SQSBatchResponse> {
  return (await handlers.mover(structuredClone(event) as never, CONTEXT)) as SQSBatchResponse;
}

import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { FileList, type FileRecord, OperationsView } from "@malote/core";
import { is } from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import confirm from "../../../events/confirm.json" with { type: "json" };
import confirmFaulty from "../../../events/confirm-faulty.json" with { type: "json" };
import consult from "../../../events/consult.json" with { type: "json" };
import consultFaulty from "../../../events/consult-faulty.json" with { type: "json" };
import download from "../../../events/download.json" with { type: "json" };
import downloadFaulty from "../../../events/download-faulty.json" with { type: "json" };
import list from "../../../events/list.json" with { type: "json" };
import listFaulty from "../../../events/list-faulty.json" with { type: "json" };
import operations from "../../../events/operations.json" with { type: "json" };
import operationsFaulty from "../../../events/operations-faulty.json" with { type: "json" };
import remove from "../../../events/remove.json" with { type: "json" };
import removeFaulty from "../../../events/remove-faulty.json" with { type: "json" };
import update from "../../../events/update.json" with { type: "json" };
import updateFaulty from "../../../events/update-faulty.json" with { type: "json" };
import upload from "../../../events/upload.json" with { type: "json" };
import uploadFaulty from "../../../events/upload-faulty.json" with { type: "json" };
import { CONTEXT, conditionFailed, dynamodb, recordOf, respondToAll, s3, sqs } from "./lambda.fixture.ts";

// The handlers read the environment when they are imported.
const handlers = {
  upload: (await import("../../../functions/upload/handler.ts")).handler,
  confirm: (await import("../../../functions/confirm/handler.ts")).handler,
  update: (await import("../../../functions/update/handler.ts")).handler,
  consult: (await import("../../../functions/consult/handler.ts")).handler,
  download: (await import("../../../functions/download/handler.ts")).handler,
  remove: (await import("../../../functions/remove/handler.ts")).handler,
  list: (await import("../../../functions/list/handler.ts")).handler,
  operations: (await import("../../../functions/operations/handler.ts")).handler,
};

beforeEach(respondToAll);

describe("the routes", () => {
  it.each([
    { name: "upload", event: upload, status: 201 },
    { name: "confirm", event: confirm, status: 202 },
    { name: "update", event: update, status: 200 },
    { name: "consult", event: consult, status: 200 },
    { name: "download", event: download, status: 200 },
  ] as const)("$name responds with $status to its sample", async ({ name, event, status }) => {
    const response = await call(name, event);

    expect(response).toMatchObject({
      statusCode: status,
      headers: { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" },
    });
    expect(JSON.parse(response.body)).toHaveProperty("file_id");
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
  ] as const)("$name responds with $status to its faulty sample, without a call to AWS", async ({
    name,
    event,
    status,
    code,
  }) => {
    const response = await call(name, event);

    expect(response).toMatchObject({
      statusCode: status,
      headers: { "Content-Type": "application/problem+json", "Access-Control-Allow-Origin": "*" },
    });
    expect(JSON.parse(response.body)).toMatchObject({ status, code, instance: CONTEXT.awsRequestId });
    expect([...dynamodb.calls(), ...s3.calls(), ...sqs.calls()]).toEqual([]);
  });

  it.each([
    ["update", update],
    ["operations", operations],
  ] as const)("%s is for operators only, with any body", async (name, event) => {
    for (const groups of [undefined, "relays", "Operators,operators2"])
      for (const body of ["{", "{}", event.body]) {
        const { statusCode } = await call(name, { ...inGroups(event, groups), body });
        expect([groups, body, statusCode]).toEqual([groups, body, 403]);
      }

    expect([...dynamodb.calls(), ...s3.calls(), ...sqs.calls()]).toEqual([]);
  });

  it("upload names the new file in Location", async () => {
    const response = await call("upload", upload);

    expect(response.headers["Location"]).toBe(`files/${JSON.parse(response.body).file_id}`);
  });

  it("upload responds with every fault at once", async () => {
    const { body } = await call("upload", uploadFaulty);

    const pointers = JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["#/file_name", "#/len", "#/priority", "#/type"]);
  });

  it("upload responds with 200 and the status to a replay that needs no form", async () => {
    const known = { status: "completed", version: 5 } as const;
    dynamodb.on(PutCommand).callsFake(({ Item }: { Item: FileRecord }) => {
      throw conditionFailed({ ...Item, ...known });
    });

    const response = await call("upload", withHeader(upload, "Idempotency-Key", "9f1c-holiday"));

    expect(response).toMatchObject({ statusCode: 200, headers: { "Content-Type": "application/json" } });
    expect(response.headers).not.toHaveProperty("Location");
    expect(JSON.parse(response.body)).toMatchObject({ status: "completed" });
    expect(JSON.parse(response.body)).not.toHaveProperty("fields");
  });

  it("upload reads the Idempotency-Key in any case", async () => {
    dynamodb.on(PutCommand).resolves({});

    const ids = [];
    for (const name of ["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"])
      ids.push(JSON.parse((await call("upload", withHeader(upload, name, "9f1c-holiday"))).body).file_id);

    expect(new Set(ids).size).toBe(1);
  });

  it("consult responds with the version as ETag, and lets a client store the response", async () => {
    const { statusCode, headers } = await call("consult", consult);

    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ ETag: '"1"', "Cache-Control": "private, no-cache" });
    expect(headers["Access-Control-Expose-Headers"]).toContain("ETag");
  });

  it.each(["If-None-Match", "if-none-match"])("consult responds with 304 and no body to %s", async (name) => {
    const response = await call("consult", withHeader(consult, name, '"1"'));

    expect(response).toMatchObject({
      statusCode: 304,
      body: "",
      headers: { ETag: '"1"', "Cache-Control": "private, no-cache", "Access-Control-Allow-Origin": "*" },
    });
    expect(response.headers).not.toHaveProperty("Content-Type");
  });

  it("remove responds with 204 and no body, and deletes both keys", async () => {
    const response = await call("remove", remove);

    expect(response).toMatchObject({
      statusCode: 204,
      body: "",
      headers: { "Access-Control-Allow-Origin": "*" },
    });
    expect(response.headers).not.toHaveProperty("Content-Type");
    const { file_id } = remove.pathParameters;
    expect(s3.commandCalls(DeleteObjectCommand).map((one) => one.args[0].input)).toEqual([
      { Bucket: "malote-files", Key: `temp/${file_id}.jpg` },
      { Bucket: "malote-files", Key: `dest/${file_id}.jpg` },
    ]);
  });

  it("remove responds with 204 although S3 fails, because the tombstone is written", async () => {
    s3.on(DeleteObjectCommand).rejects(new Error("away"));

    await expect(call("remove", remove)).resolves.toMatchObject({ statusCode: 204 });
  });

  it("list responds with a page of the caller's files, and a cursor for the next page", async () => {
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

  it("list responds with all files without a query string", async () => {
    const event = { ...list, queryStringParameters: null, multiValueQueryStringParameters: null };

    const response = await call("list", event);

    expect(response).toMatchObject({ statusCode: 200, body: JSON.stringify({ files: [] }) });
  });

  it("list responds with every fault at once", async () => {
    const { body } = await call("list", listFaulty);

    const pointers = JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["#/limit", "#/owner", "#/status"]);
  });

  it("operations responds with the unfinished files to an operator", async () => {
    dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [recordOf("0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b")] })
      .resolves({ Items: [] });

    const response = await call("operations", operations);

    expect(response.statusCode).toBe(200);
    const view = JSON.parse(response.body);
    expect(is(OperationsView, view)).toBe(true);
    expect(view).toMatchObject({ unfinished: { pending: 1 }, complete: true });
  });

  it("confirm responds with 200 to a repeated confirmation", async () => {
    dynamodb
      .on(GetCommand)
      .callsFake(({ Key }) => ({ Item: recordOf(Key.file_id, { status: "completed" }) }));

    await expect(call("confirm", confirm)).resolves.toMatchObject({ statusCode: 200 });
  });

  it("consult responds with 503 and no internal details if the table throttles", async () => {
    const throttled = Object.assign(new Error("10.0.0.1 is overloaded"), { name: "ThrottlingException" });
    dynamodb.on(GetCommand).rejects(throttled);

    const response = await call("consult", consult);

    expect(response).toMatchObject({ statusCode: 503, headers: { "Retry-After": "2" } });
    expect(response.body).not.toContain("10.0.0.1");
  });
});

/** The same event with one more header. */
function withHeader<E extends { headers: object }>(event: E, name: string, value: string) {
  return { ...event, headers: { ...event.headers, [name]: value } };
}

/** The same event, by a caller in these groups. */
function inGroups<E extends { requestContext: { authorizer: { claims: object } } }>(
  event: E,
  groups?: string,
) {
  const { "cognito:groups": _, ...claims } = event.requestContext.authorizer.claims as Record<
    string,
    unknown
  >;
  const newClaims = { ...claims, ...(groups !== undefined && { "cognito:groups": groups }) };
  return { ...event, requestContext: { ...event.requestContext, authorizer: { claims: newClaims } } };
}

type RouteResponse = { statusCode: number; headers: Record<string, string>; body: string };

/** The samples have fewer members than the event types of API Gateway. The handlers do not read the missing ones. */
async function call(name: keyof typeof handlers, event: unknown): Promise<RouteResponse> {
  return (await handlers[name](structuredClone(event) as never, CONTEXT)) as RouteResponse;
}

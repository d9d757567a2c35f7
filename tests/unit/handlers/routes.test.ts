import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { CreateMultipartUploadCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { FileList, type FileRecord, OperationsView, PlanView } from "@malote/core";
import { is } from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import confirm from "../../../events/confirm.json" with { type: "json" };
import consult from "../../../events/consult.json" with { type: "json" };
import list from "../../../events/list.json" with { type: "json" };
import listFaulty from "../../../events/list-faulty.json" with { type: "json" };
import operations from "../../../events/operations.json" with { type: "json" };
import remove from "../../../events/remove.json" with { type: "json" };
import update from "../../../events/update.json" with { type: "json" };
import upload from "../../../events/upload.json" with { type: "json" };
import uploadFaulty from "../../../events/upload-faulty.json" with { type: "json" };
import { functions } from "../template.ts";
import { CONTEXT, conditionFailed, dynamodb, recordOf, respondToAll, s3, sqs } from "./lambda.fixture.ts";

/** For the sample of each route and for its faulty sample: the response. */
const ROUTES = {
  upload: { status: 201, faulty: [400, "invalid-request"] },
  "upload-parts": { status: 200, faulty: [400, "invalid-request"] },
  confirm: { status: 202, faulty: [400, "malformed-json"] },
  update: { status: 200, faulty: [403, "forbidden"] },
  consult: { status: 200, faulty: [400, "invalid-request"] },
  download: { status: 200, faulty: [401, "unauthenticated"] },
  remove: { status: 204, faulty: [400, "invalid-request"] },
  list: { status: 200, faulty: [400, "invalid-request"] },
  operations: { status: 200, faulty: [403, "forbidden"] },
} as const;

beforeEach(respondToAll);

describe("the routes", () => {
  it("have a row in this table, each of them", () => {
    const folders = functions.filter(({ route }) => route).map(({ folder }) => basename(folder));
    expect(Object.keys(ROUTES)).toEqual(folders);
  });

  it.each(Object.entries(ROUTES))("%s responds to its sample", async (name, { status }) => {
    dynamodb.on(QueryCommand).resolves({ Items: [] });

    const response = await call(name, sample(name));

    expect(response).toMatchObject({
      statusCode: status,
      headers: {
        ...(status !== 204 && { "Content-Type": "application/json" }),
        "Access-Control-Allow-Origin": "*",
      },
    });
  });

  it.each([
    "upload",
    "upload-parts",
    "confirm",
    "update",
    "consult",
    "download",
  ])("%s returns the file's id", async (name) => {
    expect(JSON.parse((await call(name, sample(name))).body)).toHaveProperty("file_id");
  });

  it.each(Object.entries(ROUTES))("%s refuses its faulty sample without a call to AWS", async (name, {
    faulty,
  }) => {
    const [status, code] = faulty;

    const response = await call(name, sample(`${name}-faulty`));

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

  it("upload responds with a plan of parts, by the limits of its environment", async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1", ChecksumType: "FULL_OBJECT" });
    const body = JSON.stringify({ ...JSON.parse(upload.body), checksum: undefined, multipart: true });

    const response = await call("upload", { ...upload, body });

    expect(response.statusCode).toBe(201);
    const plan = JSON.parse(response.body);
    expect(is(PlanView, plan)).toBe(true);
    expect(plan).toMatchObject({
      method: "PUT",
      part_size: 8 * 1024 ** 2,
      part_count: 1,
      checksum: { algorithm: "CRC64NVME" },
    });
    expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
      upload_id: "upload-1",
      checksum_type: "FULL_OBJECT",
    });
  });

  it("upload refuses what its environment denies", async () => {
    const scr = {
      ...JSON.parse(upload.body),
      file_name: "holiday.SCR",
      extension: ".scr",
      type: "image/jpeg",
    };
    const response = await call("upload", { ...upload, body: JSON.stringify(scr) });

    expect(response.statusCode).toBe(415);
    expect(JSON.parse(response.body)).toMatchObject({
      code: "type-not-allowed",
      detail:
        ".scr is not taken here, because such a file can run as a program; send a file of another kind.",
    });
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

  it("update requires the reason of a quarantine", async () => {
    const quarantine = (details?: string) =>
      call("update", {
        ...update,
        body: JSON.stringify({ ...JSON.parse(update.body), status: "quarantined", details }),
      });

    for (const details of [undefined, "", "  "]) {
      const response = await quarantine(details);
      expect(response.statusCode).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({
        code: "invalid-request",
        errors: [
          {
            pointer: "#/details",
            detail: "details must give the reason of a quarantine; the owner reads it.",
          },
        ],
      });
    }
    // The record is pending, and only a completed file is quarantined.
    expect((await quarantine("Malware.")).statusCode).toBe(409);
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

/** A sample event of events/. */
function sample(name: string): unknown {
  return JSON.parse(readFileSync(`events/${name}.json`, "utf8"));
}

/** JSON has fewer members than the types of API Gateway's and SQS's events, which are not read here. */
async function call(name: string, event: unknown): Promise<RouteResponse> {
  // The handler reads the environment as it is imported.
  const { handler } = await import(`../../../functions/${name}/handler.ts`);
  return handler(structuredClone(event), CONTEXT);
}

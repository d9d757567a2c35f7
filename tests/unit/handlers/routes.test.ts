import { basename } from "node:path";
import { CreateMultipartUploadCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { BatchGetCommand, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import {
  FileList,
  type FileRecord,
  OperationsView,
  OperatorFileView,
  PlanView,
  pathKey,
  ServiceView,
  StatusList,
  UploadsView,
} from "@malote/core";
import { is } from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import confirm from "../../../events/confirm.json" with { type: "json" };
import consult from "../../../events/consult.json" with { type: "json" };
import list from "../../../events/list.json" with { type: "json" };
import listFaulty from "../../../events/list-faulty.json" with { type: "json" };
import operations from "../../../events/operations.json" with { type: "json" };
import operationsFile from "../../../events/operations-file.json" with { type: "json" };
import remove from "../../../events/remove.json" with { type: "json" };
import update from "../../../events/update.json" with { type: "json" };
import upload from "../../../events/upload.json" with { type: "json" };
import uploadFaulty from "../../../events/upload-faulty.json" with { type: "json" };
import uploadMany from "../../../events/upload-many.json" with { type: "json" };
import webhooks from "../../../events/webhooks.json" with { type: "json" };
import wellKnown from "../../../events/well-known.json" with { type: "json" };
import { functions } from "../template.ts";
import {
  CONTEXT,
  call,
  conditionFailed,
  dynamodb,
  recordOf,
  respondToAll,
  s3,
  sample,
  sqs,
} from "./lambda.fixture.ts";

/** For the sample of each route and for its faulty sample: the response. */
const ROUTES = {
  upload: { status: 201, faulty: [400, "invalid-request"] },
  "upload-many": { status: 200, faulty: [400, "invalid-request"] },
  "upload-parts": { status: 200, faulty: [400, "invalid-request"] },
  confirm: { status: 202, faulty: [400, "malformed-json"] },
  update: { status: 200, faulty: [403, "forbidden"] },
  consult: { status: 200, faulty: [400, "invalid-request"] },
  download: { status: 200, faulty: [401, "unauthenticated"] },
  remove: { status: 204, faulty: [400, "invalid-request"] },
  list: { status: 200, faulty: [400, "invalid-request"] },
  operations: { status: 200, faulty: [403, "forbidden"] },
  "operations-file": { status: 200, faulty: [403, "forbidden"] },
  "well-known": { status: 200, faulty: [400, "invalid-request"] },
  webhooks: { status: 201, faulty: [400, "invalid-request"] },
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
    "operations-file",
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
    ["operations-file", operationsFile],
    ["webhooks", webhooks],
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
      extension: ".jpg",
      type: "image/jpeg",
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

  it("upload-many responds with a form or a problem for each entry, in order", async () => {
    dynamodb.on(PutCommand).resolves({});

    const { body } = await call("upload-many", uploadMany);

    const view = JSON.parse(body);
    expect(is(UploadsView, view)).toBe(true);
    expect(view.files).toMatchObject([
      { index: 0, file_name: "holiday.jpg", method: "POST", fields: { "Content-Type": "image/jpeg" } },
      { index: 1, file_name: "ticket.pdf", method: "POST", fields: { "Content-Type": "application/pdf" } },
      {
        index: 2,
        problem: {
          status: 400,
          code: "invalid-request",
          instance: CONTEXT.awsRequestId,
          errors: [
            {
              pointer: "#/files/2/extension",
              detail: "extension must be that of file_name, which is .jpg; or leave it out.",
            },
          ],
        },
      },
    ]);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(2);
  });

  it("upload-many applies the limits of /upload to each entry", async () => {
    dynamodb.on(PutCommand).resolves({});
    const entry = { file_name: "a.jpg", extension: ".jpg", len: 1, type: "image" };
    const files = [
      { ...entry, len: 1_000_001 },
      { ...entry, file_name: "a.scr", extension: ".scr", type: "image/jpeg" },
      { ...entry, on_behalf_of: "7a1b2c3d-4e5f-4061-8a9b-0c1d2e3f4a5b" },
      entry,
      "a.jpg",
      [entry],
    ];

    const { body } = await call("upload-many", { ...uploadMany, body: JSON.stringify({ files }) });

    const outcomes = JSON.parse(body).files.map(
      ({ problem, status }: { problem?: { code: string }; status?: string }) => problem?.code ?? status,
    );
    expect(outcomes).toEqual([
      "file-too-large",
      "type-not-allowed",
      "forbidden",
      undefined,
      "invalid-request",
      "invalid-request",
    ]);
  });

  it("upload-many accepts 50 bodies of the largest size that /upload accepts, and no more bytes than that needs", async () => {
    dynamodb.on(PutCommand).resolves({});
    const entry = JSON.stringify({ file_name: "a.jpg", extension: ".jpg", len: 1, type: "image" }).padEnd(
      32_768,
    );
    const bodyOf = (entries: number) => `{"files":[${Array(entries).fill(entry).join(",")}]}`;

    const accepted = await call("upload-many", { ...uploadMany, body: bodyOf(50) });
    const refused = await call("upload-many", { ...uploadMany, body: bodyOf(51) });
    const tooMany = { files: Array(51).fill({}) };
    const many = await call("upload-many", { ...uploadMany, body: JSON.stringify(tooMany) });

    expect(accepted.statusCode).toBe(200);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(50);
    expect([refused.statusCode, JSON.parse(refused.body).code]).toEqual([413, "request-too-large"]);
    expect([many.statusCode, JSON.parse(many.body).errors]).toEqual([
      400,
      [{ pointer: "#/files", detail: "files takes up to 50 files; send the others in another call." }],
    ]);
  });

  it("upload-many names at most ten faults of an entry, and all of its known members", async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`m${i}`, i]));
    const faulty = {
      file_name: 1,
      extension: 2,
      len: "3",
      type: 4,
      checksum: 5,
      on_behalf_of: 6,
      ...unknown,
    };

    const { body } = await call("upload-many", { ...uploadMany, body: JSON.stringify({ files: [faulty] }) });

    const pointers = JSON.parse(body).files[0].problem.errors.map(
      ({ pointer }: { pointer: string }) => pointer,
    );
    expect(pointers).toHaveLength(10);
    for (const name of ["file_name", "extension", "len", "type", "checksum", "on_behalf_of", "m0"])
      expect(pointers).toContain(`#/files/0/${name}`);
  });

  it("consult responds with several statuses, in the order of the ids", async () => {
    const ids = ["0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b", "7a1b2c3d-4e5f-4061-8a9b-0c1d2e3f4a5b"];
    dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [recordOf(ids[0] ?? "")] } });

    const event = {
      ...consult,
      queryStringParameters: { file_id: ids[1] },
      multiValueQueryStringParameters: { file_id: ids },
    };
    const response = await call("consult", event);

    const view = JSON.parse(response.body);
    expect(is(StatusList, view)).toBe(true);
    expect(view.files).toMatchObject([
      { file_id: ids[0], status: "pending" },
      { file_id: ids[1], problem: { status: 404, code: "file-not-found", instance: CONTEXT.awsRequestId } },
    ]);
    const etag = String(response.headers["ETag"]);
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    expect(response.headers).toMatchObject({ "Cache-Control": "private, no-cache" });
    await expect(call("consult", withHeader(event, "If-None-Match", etag))).resolves.toMatchObject({
      statusCode: 304,
      body: "",
      headers: { ETag: etag },
    });
  });

  it("consult accepts 50 ids, and refuses 51 and each malformed id", async () => {
    dynamodb.on(BatchGetCommand).resolves({ Responses: { files: [] } });
    const id = "0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
    const consultAll = (file_id: string[]) =>
      call("consult", {
        ...consult,
        queryStringParameters: { file_id: file_id.at(-1) },
        multiValueQueryStringParameters: { file_id },
      });

    expect((await consultAll(Array(50).fill(id))).statusCode).toBe(200);
    const tooMany = await consultAll(Array(51).fill(id));
    const malformed = await consultAll([id, "x", "y"]);
    const one = await consultAll(["x"]);

    expect([tooMany.statusCode, JSON.parse(tooMany.body).errors]).toEqual([
      400,
      [{ pointer: "#/file_id", detail: "file_id may be repeated up to 50 times." }],
    ]);
    const detail = "file_id must be the UUID that POST /upload answered.";
    expect(JSON.parse(malformed.body).errors).toEqual([
      { pointer: "#/file_id/1", detail },
      { pointer: "#/file_id/2", detail },
    ]);
    expect(JSON.parse(one.body).errors).toEqual([{ pointer: "#/file_id", detail }]);
  });

  it("well-known describes the deployment to everybody, for an hour, without a call to AWS", async () => {
    const response = await call("well-known", wellKnown);

    expect(response.headers).toMatchObject({ "Cache-Control": "public, max-age=3600" });
    const view = JSON.parse(response.body);
    expect(is(ServiceView, view)).toBe(true);
    expect(view).toEqual({
      service: "malote",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      region: "us-east-1",
      user_pool_id: "us-east-1_Example",
      client_id: "1example23456789",
      max_file_bytes: 1_000_000,
      single_upload_bytes: 5_368_709_120,
      min_part_bytes: 8_388_608,
      allowed_types: ["image/*", "application/pdf"],
      denied_extensions: [".exe", ".scr"],
      max_batch: 50,
      features: ["uploads", "statuses", "multipart", "renewals", "paths", "tags"],
    });
    expect([...dynamodb.calls(), ...s3.calls(), ...sqs.calls()]).toEqual([]);
  });

  it("well-known does not keep a refusal", async () => {
    const { headers } = await call("well-known", { ...wellKnown, queryStringParameters: { colour: "red" } });

    expect(headers["Cache-Control"]).toBe("no-store");
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
    const { owner, file_id } = file;
    const path_key = pathKey("trips/2026/lisbon", file.created_at);
    dynamodb.on(QueryCommand).resolves({
      Items: Array.from({ length: 20 }, () => ({ ...file, ended: "completed", ended_at: file.updated_at })),
      LastEvaluatedKey: { owner, path_key, file_id },
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
      { owner, path_key, file_id },
    ]);
    expect(queries[0]?.ExpressionAttributeValues).toMatchObject({
      ":owner": list.requestContext.authorizer.claims.sub,
      ":ended": "completed",
      ":name": "holiday",
      ":tag0": "summer",
      ":tag1": "x100",
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
    const file = recordOf("0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b");
    dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [file] })
      .resolves({ Items: [] });
    dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
      Responses: Object.fromEntries(Object.keys(RequestItems).map((table) => [table, [file]])),
    }));

    const response = await call("operations", operations);

    expect(response.statusCode).toBe(200);
    const view = JSON.parse(response.body);
    expect(is(OperationsView, view)).toBe(true);
    expect(view).toMatchObject({ unfinished: { pending: 1 }, complete: true });
  });

  it("operations-file responds with the record of another owner's file to an operator", async () => {
    const other = {
      owner: "7a1b2c3d-4e5f-4061-8a9b-0c1d2e3f4a5b",
      status: "error",
      cause: "SlowDown",
    } as const;
    dynamodb.on(GetCommand).callsFake(({ Key }) => ({ Item: recordOf(Key.file_id, other) }));

    const view = JSON.parse((await call("operations-file", operationsFile)).body);

    expect(is(OperatorFileView, view)).toBe(true);
    expect(view).toMatchObject({ ...other, allowed: ["uploaded", "deleted"] });
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

import * as v from "valibot";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { anApiEvent, REQUEST_ID } from "#testing/api-event.ts";
import { OWNER } from "#testing/builders.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";

beforeEach(() => {
  catchLogLines();
});

const malformed = {
  type: "urn:malote:problem:malformed-json",
  title: "The body is not valid JSON",
  status: 400,
  code: "malformed-json",
  detail: "Send one JSON object as the body.",
  instance: REQUEST_ID,
};

describe("a body", () => {
  test("is passed to the use case with its caller", async () => {
    const { call, useCase } = aRoute();

    const response = await call(VALID_CALL);

    expect(response).toMatchObject({ statusCode: 200, json: { hello: "Ana" } });
    expect(useCase).toHaveBeenCalledExactlyOnceWith(
      { name: "Ana" },
      { sub: OWNER, groups: [] },
      expect.objectContaining({ "content-type": "application/json" }),
    );
  });

  test("may be in base64, as API Gateway passes binary types on", async () => {
    const body = Buffer.from(JSON.stringify({ name: "Ána 😀" })).toString("base64");

    const response = await aRoute().call({ body, isBase64Encoded: true });

    expect(response).toMatchObject({ statusCode: 200, json: { hello: "Ána 😀" } });
  });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/vnd.api+json",
  ])("may have the type %s", async (type) => {
    await expect(aRoute().call({ ...VALID_CALL, headers: { "content-type": type } })).resolves.toMatchObject({
      statusCode: 200,
    });
  });

  test.each([
    "content-type",
    "Content-Type",
    "CONTENT-TYPE",
  ])("may have its type in a header with the name %s", async (name) => {
    await expect(
      aRoute().call({ ...VALID_CALL, headers: { [name]: "application/json" } }),
    ).resolves.toMatchObject({
      statusCode: 200,
    });
  });

  test.each([
    ["text/plain", { "Content-Type": "text/plain" }],
    ["a form", { "Content-Type": "multipart/form-data; boundary=x" }],
    ["a type that begins like JSON", { "Content-Type": "application/jsonp" }],
    ["no type", {}],
  ])("sent as %s is a 415", async (_, headers) => {
    const { call, useCase } = aRoute();

    const response = await call({ ...VALID_CALL, headers });

    expect(response).toMatchObject({ statusCode: 415, json: { code: "unsupported-media-type" } });
    expect(useCase).not.toHaveBeenCalled();
  });

  test.each([
    ["cut off", '{"name": "A'],
    ["empty", ""],
    ["not JSON", "name=Ana"],
    ["followed by a second object", "{}{}"],
    ["JavaScript", "{name: 'Ana'}"],
    ["base64 without isBase64Encoded", Buffer.from("{}").toString("base64")],
  ])("that is %s is a 400", async (_, body) => {
    const { call, useCase } = aRoute();

    const response = await call({ body });

    expect(response).toMatchObject({ statusCode: 400, json: malformed });
    expect(useCase).not.toHaveBeenCalled();
  });

  test.each([
    '{"name": "Ana", "__proto__": {"admin": true}}',
    '{"name": {"__proto__": null}}',
    '{"name": "Ana", "constructor": {"prototype": {"admin": true}}}',
  ])("that changes prototypes is a 400: %s", async (body) => {
    const response = await aRoute().call({ body });

    expect(response).toMatchObject({ statusCode: 400, json: malformed });
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  test.each([
    [null],
    ["null"],
    ["5"],
    ['"text"'],
    ["true"],
  ])("that is %j is a 400 with a fault for the whole body", async (body) => {
    const { call, useCase } = aRoute();

    const response = await call({ body });

    expect(response).toMatchObject({
      statusCode: 400,
      json: {
        code: "invalid-request",
        errors: [{ pointer: "#", detail: "The body must be one JSON object." }],
      },
    });
    expect(useCase).not.toHaveBeenCalled();
  });

  test("that is an array is a 400", async () => {
    await expect(aRoute().call({ body: '[{"name": "Ana"}]' })).resolves.toMatchObject({ statusCode: 400 });
  });

  test("with faults is a 400 that names them all", async () => {
    const rules = [{ on: ["name" as const], pointer: "#/name", check: () => "never returned" }];

    const response = await aRoute({ rules }).call({ body: '{"name": 5, "extra": 1}' });

    expect(response).toMatchObject({
      statusCode: 400,
      json: {
        detail: "name must be a string. extra is not known here; leave it out.",
        errors: [
          { pointer: "#/name", detail: "name must be a string." },
          { pointer: "#/extra", detail: "extra is not known here; leave it out." },
        ],
      },
    });
  });

  test("that breaks a rule of the route is a 400", async () => {
    const rules = [{ on: ["name" as const], pointer: "#/name", check: () => "Not this name." }];

    await expect(aRoute({ rules }).call(VALID_CALL)).resolves.toMatchObject({
      statusCode: 400,
      json: { errors: [{ pointer: "#/name", detail: "Not this name." }] },
    });
  });
});

describe("a route without a body", () => {
  test("reads its query and ignores the Content-Type and the body", async () => {
    const { call } = aRoute({ from: "query" });

    const response = await call({
      httpMethod: "GET",
      body: "{",
      headers: {},
      queryStringParameters: { name: "Ana" },
    });

    expect(response).toMatchObject({ statusCode: 200, json: { hello: "Ana" } });
  });

  test("reads its path", async () => {
    const response = await aRoute({ from: "path" }).call({ body: null, pathParameters: { name: "Ana" } });

    expect(response).toMatchObject({ statusCode: 200, json: { hello: "Ana" } });
  });

  test("reads path and query together, and the query replaces no path parameter", async () => {
    const { call, useCase } = aRoute({ from: "path and query" });

    const response = await call({
      body: null,
      pathParameters: { name: "Ana" },
      queryStringParameters: { name: "Eva" },
    });

    expect(response).toMatchObject({ statusCode: 200, json: { hello: "Ana" } });
    expect(useCase.mock.calls[0]?.[0]).toEqual({ name: "Ana" });
    await expect(
      call({ body: null, pathParameters: { name: "Ana" }, queryStringParameters: { colour: "red" } }),
    ).resolves.toMatchObject({ statusCode: 400, json: { errors: [{ pointer: "#/colour" }] } });
    await expect(
      call({ body: null, pathParameters: { name: "Ana" }, queryStringParameters: null }),
    ).resolves.toMatchObject({ statusCode: 200 });
  });

  test("reads only the path of a route without a query", async () => {
    const response = await aRoute({ from: "path" }).call({
      body: null,
      pathParameters: { name: "Ana" },
      queryStringParameters: { colour: "red" },
    });

    expect(response).toMatchObject({ statusCode: 200 });
  });

  test.each([
    "query",
    "path",
    "path and query",
  ] as const)("names the missing member if there is no %s", async (from) => {
    await expect(aRoute({ from }).call({ body: null })).resolves.toMatchObject({
      statusCode: 400,
      json: { errors: [{ pointer: "#/name", detail: "name is missing." }] },
    });
  });
});

describe("a call without a token", () => {
  test.each([
    ["a valid body", VALID_CALL.body],
    ["a malformed body", "{{{"],
    ["no body", null],
  ])("gets a 401 with %s, and no faults of the body", async (_, body) => {
    const { call, useCase } = aRoute();

    const response = await call({ body, claims: undefined });

    expect(response).toMatchObject({
      statusCode: 401,
      headers: { "Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer" },
      json: {
        type: "urn:malote:problem:unauthenticated",
        title: "Sign in first",
        status: 401,
        code: "unauthenticated",
        detail: "Send a current Cognito ID token as: Authorization: Bearer <token>.",
        instance: REQUEST_ID,
      },
    });
    expect(useCase).not.toHaveBeenCalled();
  });

  test("is the same as a call with an access token", async () => {
    const claims = { ...anApiEvent().requestContext.authorizer?.["claims"], token_use: "access" };

    const response = await aRoute().call({ ...VALID_CALL, claims });

    expect(response).toMatchObject({ statusCode: 401, headers: { "WWW-Authenticate": "Bearer" } });
  });
});

test("headers are passed to the use case with lower-case names", async () => {
  const { call, useCase } = aRoute();

  await call({
    ...VALID_CALL,
    headers: { "CONTENT-TYPE": "application/json", "Idempotency-Key": "Key-1", "if-None-MATCH": '"7"' },
  });

  expect(useCase.mock.calls[0]?.[2]).toMatchObject({ "idempotency-key": "Key-1", "if-none-match": '"7"' });
});

test("groups are compared by their whole names", async () => {
  const { call, useCase } = aRoute();
  const claims = {
    ...anApiEvent().requestContext.authorizer?.["claims"],
    "cognito:groups": "not-operators,staff",
  };

  await call({ ...VALID_CALL, claims });

  expect(useCase).toHaveBeenCalledWith(
    expect.anything(),
    { sub: OWNER, groups: ["not-operators", "staff"] },
    expect.anything(),
  );
});

test("one handler serves several calls, also after one that failed", async () => {
  const { call } = aRoute(
    undefined,
    vi.fn().mockRejectedValueOnce(new Error("boom")).mockResolvedValue("ok"),
  );

  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await call(VALID_CALL)).statusCode);

  expect(statuses).toEqual([500, 200, 200]);
});

describe("a query parameter", () => {
  const event = {
    body: null,
    httpMethod: "GET",
    queryStringParameters: { name: "Bea" },
    multiValueQueryStringParameters: { name: ["Ana", "Bea"] },
  };

  test("that may be repeated is a list if it was sent several times, and a string if once", async () => {
    const { call, useCase } = aRoute({
      from: "query",
      input: v.strictObject({ name: v.union([v.string(), v.array(v.string())]) }) as never,
      repeatable: ["name"],
    });

    await call(event);
    await call({ ...event, multiValueQueryStringParameters: { name: ["Bea"] } });

    expect(useCase.mock.calls.map(([input]) => input)).toEqual([{ name: ["Ana", "Bea"] }, { name: "Bea" }]);
  });

  test.each([
    "query",
    "path and query",
  ] as const)("of %s that may not be repeated is a 400 that names it", async (from) => {
    const { call, useCase } = aRoute({ from });
    const multiValueQueryStringParameters = { name: ["Ana", "Ana"], colour: ["red", "red"] };

    const response = await call({
      ...event,
      queryStringParameters: { name: "Ana", colour: "red" },
      multiValueQueryStringParameters,
    });

    expect(response).toMatchObject({
      statusCode: 400,
      json: {
        errors: [
          { pointer: "#/name", detail: "name must be sent once." },
          { pointer: "#/colour", detail: "colour is not known here; leave it out." },
        ],
      },
    });
    expect(useCase).not.toHaveBeenCalled();
  });

  test("that was sent once is read, however API Gateway passes it on", async () => {
    const { call } = aRoute({ from: "query" });

    for (const multiValueQueryStringParameters of [null, { name: ["Bea"] }])
      await expect(call({ ...event, multiValueQueryStringParameters })).resolves.toMatchObject({
        json: { hello: "Bea" },
      });
  });
});

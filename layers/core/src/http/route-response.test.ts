import { beforeEach, describe, expect, test } from "vitest";
import { REQUEST_ID } from "#testing/api-event.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";
import { anSdkError } from "#testing/sdk.ts";
import { FileNotFound, InvalidRequest, Unavailable } from "../domain/errors.ts";

beforeEach(() => {
  catchLogLines();
});

const throwing = (thrown: unknown) =>
  aRoute(undefined, async () => {
    throw thrown;
  });

describe("a result", () => {
  test("is a 200 of JSON with Cache-Control: no-store", async () => {
    const response = await aRoute().call(VALID_CALL);

    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    });
  });

  test("is sent with the status, body and headers of the route", async () => {
    const { call } = aRoute({
      respond: (body) => ({ status: 201, body: { made: body }, headers: { Location: "/files/1" } }),
    });

    const response = await call(VALID_CALL);

    expect(response).toMatchObject({
      statusCode: 201,
      headers: {
        Location: "/files/1",
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
      },
      json: { made: { hello: "Ana" } },
    });
  });
});

describe("a response without a body", () => {
  test.each([204, 304])("is a %i with an empty body and no Content-Type", async (status) => {
    const { call } = aRoute({ respond: () => ({ status }) });

    const { statusCode, body, headers } = await call(VALID_CALL);

    expect([statusCode, body]).toEqual([status, ""]);
    expect(headers).not.toHaveProperty("Content-Type");
    expect(headers).toMatchObject({ "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" });
  });

  test("has the headers of its route, also another Cache-Control", async () => {
    const headers = { ETag: '"7"', "Cache-Control": "private, no-cache" };
    const { call } = aRoute({ respond: () => ({ status: 304, headers }) });

    await expect(call(VALID_CALL)).resolves.toMatchObject({ statusCode: 304, headers });
  });

  test("differs from a null body, which is JSON", async () => {
    const { call } = aRoute({ respond: () => ({ status: 200, body: null }) });

    await expect(call(VALID_CALL)).resolves.toMatchObject({
      body: "null",
      headers: { "Content-Type": "application/json" },
    });
  });
});

describe("every web page may read every response, because requests need a token and no cookie", () => {
  test.each([
    ["200", aRoute(), VALID_CALL],
    ["400", aRoute(), { body: "{" }],
    ["401", aRoute(), { ...VALID_CALL, claims: undefined }],
    ["404", throwing(new FileNotFound()), VALID_CALL],
    ["500", throwing(new Error("boom")), VALID_CALL],
    ["503", throwing(anSdkError("SlowDown", 503)), VALID_CALL],
  ])("%s", async (status, { call }, event) => {
    const response = await call({
      ...event,
      headers: { "Content-Type": "application/json", Origin: "https://example.com" },
    });

    expect(String(response.statusCode)).toBe(status);
    expect(response.headers).toMatchObject({
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Expose-Headers": "ETag,Retry-After,Location",
      "X-Content-Type-Options": "nosniff",
    });
    expect(response.headers).not.toHaveProperty("Access-Control-Allow-Credentials");
  });
});

describe("an error of the use case", () => {
  test("is sent if it is an error of this service", async () => {
    const response = await throwing(new FileNotFound()).call(VALID_CALL);

    expect(response).toMatchObject({
      statusCode: 404,
      headers: { "Content-Type": "application/problem+json" },
      json: {
        type: "urn:malote:problem:file-not-found",
        title: "There is no such file",
        status: 404,
        code: "file-not-found",
        detail: "No file of yours has this file_id; use the one that POST /upload answered.",
        instance: REQUEST_ID,
      },
    });
  });

  test("is sent with its faults", async () => {
    const fault = { pointer: "#/name", detail: "Not this name." };

    const response = await throwing(new InvalidRequest([fault])).call(VALID_CALL);

    expect(response).toMatchObject({ statusCode: 400, json: { errors: [fault] } });
  });

  test.each([
    ["throttling", anSdkError("ProvisionedThroughputExceededException", 400, "secret table")],
    ["a slow bucket", anSdkError("SlowDown", 503, "secret bucket")],
    [
      "a refused connection",
      Object.assign(new Error("connect ECONNREFUSED 10.0.0.1"), { code: "ECONNREFUSED" }),
    ],
    ["a time-out of one try", Object.assign(new Error("secret"), { name: "TimeoutError" })],
    ["this service's own error Unavailable", new Unavailable({ cause: new Error("secret") })],
  ])("is a 503 with Retry-After if a retry may help: %s", async (_, thrown) => {
    const response = await throwing(thrown).call(VALID_CALL);

    expect(response).toMatchObject({
      statusCode: 503,
      headers: { "Retry-After": "2" },
      json: {
        type: "urn:malote:problem:unavailable",
        title: "The service is not available right now",
        status: 503,
        code: "unavailable",
        detail: "Call again in a moment; calling twice does no harm.",
        instance: REQUEST_ID,
      },
    });
    expect(response.body).not.toMatch(/secret|10\.0\.0\.1/);
  });

  test.each([
    ["an error", new Error("secret")],
    ["an error of the SDK", anSdkError("AccessDenied", 403, "arn:aws:iam::123456789012:role/secret")],
    ["an error with its cause", new Error("secret", { cause: new Error("secret") })],
    ["text", "secret"],
    ["an object", { message: "secret", code: "secret" }],
    ["nothing", undefined],
  ])("is otherwise a 500 without internal details: %s", async (_, thrown) => {
    const response = await throwing(thrown).call(VALID_CALL);

    expect(response).toMatchObject({
      statusCode: 500,
      headers: { "Content-Type": "application/problem+json" },
      json: {
        type: "urn:malote:problem:internal-error",
        title: "Something went wrong on our side",
        status: 500,
        code: "internal-error",
        detail: "Call again in a moment; if it stays, tell us the instance.",
        instance: REQUEST_ID,
      },
    });
    expect(`${response.body} ${JSON.stringify(response.headers)}`).not.toMatch(/secret|123456789012|stack/);
  });
});

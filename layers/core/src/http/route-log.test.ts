import { beforeEach, describe, expect, test } from "vitest";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute } from "#testing/route.ts";
import { anSdkError } from "#testing/sdk.ts";
import { FileNotFound } from "../domain/errors.ts";

let log: ReturnType<typeof catchLogLines>;
beforeEach(() => {
  log = catchLogLines();
});

const secretCall = {
  headers: {
    "Content-Type": "application/json",
    Authorization: "Bearer secret-token",
    Cookie: "secret-cookie",
  },
  body: JSON.stringify({ name: "secret-name" }),
  queryStringParameters: { file_id: "secret-query" },
};

const throwing = (thrown: unknown) =>
  aRoute(undefined, async () => {
    throw thrown;
  });

describe("each request is logged as one line", () => {
  test("when it succeeded", async () => {
    await aRoute().call(secretCall);

    expect(log.lines()).toEqual([
      expect.objectContaining({
        level: "INFO",
        message: "responded",
        route: "POST /upload",
        status: 200,
        ms: expect.any(Number),
        function_request_id: "11111111-2222-4333-8444-555555555555",
      }),
    ]);
  });

  test("unless it succeeded and the route logs no success", async () => {
    await aRoute({ logsSuccess: false }).call(secretCall);
    expect(log.lines()).toEqual([]);

    await aRoute({ logsSuccess: false }).call({ body: "{}" });
    expect(log.lines()).toEqual([expect.objectContaining({ message: "refused" })]);
  });

  test("when it was refused, with its code and without quotes from the request", async () => {
    await throwing(new FileNotFound()).call(secretCall);

    expect(log.lines()).toEqual([
      expect.objectContaining({
        level: "INFO",
        message: "refused",
        status: 404,
        code: "file-not-found",
      }),
    ]);
  });

  test("when it failed, with its cause for the operator", async () => {
    await throwing(anSdkError("AccessDenied", 403, "not allowed: s3:HeadObject")).call(secretCall);

    expect(log.lines()).toEqual([
      expect.objectContaining({
        level: "ERROR",
        message: "failed",
        status: 500,
        code: "internal-error",
        error: expect.objectContaining({ name: "AccessDenied", message: "not allowed: s3:HeadObject" }),
      }),
    ]);
  });
});

describe("no line holds a token, a body, a query or a signed URL", () => {
  test.each([
    ["success", aRoute({}, async () => ({ url: "https://s3/?X-Amz-Signature=secret" })), secretCall],
    ["a refusal", throwing(new FileNotFound()), secretCall],
    ["a failure", throwing(new Error("boom")), secretCall],
    ["a call without a token", aRoute(), { ...secretCall, claims: undefined }],
    ["malformed JSON", aRoute(), { ...secretCall, body: '{"name": "secret-name' }],
    ["a member of another type", aRoute(), { ...secretCall, body: '{"name": ["secret-name"]}' }],
    ["a body that changes prototypes", aRoute(), { ...secretCall, body: '{"__proto__": "secret-name"}' }],
    ["a body that is not JSON", aRoute(), { ...secretCall, headers: { "Content-Type": "text/secret" } }],
  ])("%s", async (_, { call }, event) => {
    await call(event);

    expect(log.lines()).toHaveLength(1);
    expect(log.text()).not.toContain("secret");
  });
});

import { describe, expect, test } from "vitest";
import { anSdkError } from "#testing/sdk.ts";
import { isMissing, isPreconditionFailed, isRetryable, statusOf } from "./faults.ts";

const aNetworkError = (code: string) => Object.assign(new Error("socket"), { code });

describe("isRetryable is true for", () => {
  test.each([
    ["a SlowDown of S3", anSdkError("SlowDown", 503)],
    ["throttling by DynamoDB", anSdkError("ProvisionedThroughputExceededException", 400)],
    ["throttling of an account by DynamoDB", anSdkError("ThrottlingException", 400)],
    ["throttling by SQS", anSdkError("RequestThrottled", 403)],
    ["429 with any name", anSdkError("Whatever", 429)],
    ["500", anSdkError("InternalError", 500)],
    ["502", anSdkError("BadGateway", 502)],
    ["503", anSdkError("ServiceUnavailable", 503)],
    ["504", anSdkError("GatewayTimeout", 504)],
    ["501, which is a fault of the service too", anSdkError("NotImplemented", 501)],
    ["two writes to one key at once", anSdkError("ConditionalRequestConflict", 409)],
    ["an aborted operation", anSdkError("OperationAborted", 409)],
    ["a time-out that S3 reports", anSdkError("RequestTimeout", 400)],
    ["a time-out", Object.assign(new Error("slow"), { name: "TimeoutError" })],
    ["an abort", Object.assign(new Error("given up"), { name: "AbortError" })],
    ["a refused connection", aNetworkError("ECONNREFUSED")],
    ["a reset connection", aNetworkError("ECONNRESET")],
    ["a name that did not resolve", aNetworkError("EAI_AGAIN")],
    ["a socket error of undici", aNetworkError("UND_ERR_SOCKET")],
    [
      "a network fault that is the cause of another error",
      new Error("failed", { cause: aNetworkError("ECONNRESET") }),
    ],
  ])("%s", (_, error) => {
    expect(isRetryable(error)).toBe(true);
  });
});

describe("isRetryable is false for", () => {
  test.each([
    ["a missing permission", anSdkError("AccessDenied", 403)],
    ["an invalid request", anSdkError("ValidationException", 400)],
    ["a missing object", anSdkError("NoSuchKey", 404)],
    ["a failed precondition", anSdkError("PreconditionFailed", 412)],
    ["a conflict of another kind", anSdkError("BucketAlreadyExists", 409)],
    ["a programming error", new TypeError("x is not a function")],
    ["a code that is not a network code", aNetworkError("ERR_INVALID_ARG_TYPE")],
    ["a string", "boom"],
    ["undefined", undefined],
    ["null", null],
  ])("%s", (_, error) => {
    expect(isRetryable(error)).toBe(false);
  });
});

test.each([
  ["NoSuchKey", 404, true],
  ["NotFound", 404, true],
  ["NoSuchBucket", 404, false],
  ["NoSuchUpload", 404, false],
  ["NoSuchKey", 500, false],
  ["AccessDenied", 403, false],
])("isMissing of %s with %d is %j", (name, status, expected) => {
  expect(isMissing(anSdkError(name, status))).toBe(expected);
});

test("only 412 is a failed precondition", () => {
  expect(isPreconditionFailed(anSdkError("PreconditionFailed", 412))).toBe(true);
  expect(isPreconditionFailed(anSdkError("ConditionalRequestConflict", 409))).toBe(false);
});

test("an error that does not come from the SDK has no status", () => {
  expect(statusOf(new Error("boom"))).toBeUndefined();
});

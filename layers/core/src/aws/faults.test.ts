import { describe, expect, test } from "vitest";
import { anSdkError } from "#testing/sdk.ts";
import { isMissing, isPreconditionFailed, isRetryable, statusOf } from "./faults.ts";

const aNetworkError = (code: string) => Object.assign(new Error("socket"), { code });

describe("worth another try", () => {
  test.each([
    ["S3 slowing down", anSdkError("SlowDown", 503)],
    ["DynamoDB throttling", anSdkError("ProvisionedThroughputExceededException", 400)],
    ["DynamoDB throttling an account", anSdkError("ThrottlingException", 400)],
    ["SQS throttling", anSdkError("RequestThrottled", 403)],
    ["429 of any name", anSdkError("Whatever", 429)],
    ["500", anSdkError("InternalError", 500)],
    ["502", anSdkError("BadGateway", 502)],
    ["503", anSdkError("ServiceUnavailable", 503)],
    ["504", anSdkError("GatewayTimeout", 504)],
    ["501, a fault of the service as well", anSdkError("NotImplemented", 501)],
    ["two writes to one key at once", anSdkError("ConditionalRequestConflict", 409)],
    ["an aborted operation", anSdkError("OperationAborted", 409)],
    ["S3's own time-out", anSdkError("RequestTimeout", 400)],
    ["a time-out", Object.assign(new Error("slow"), { name: "TimeoutError" })],
    ["an abort", Object.assign(new Error("given up"), { name: "AbortError" })],
    ["a connection refused", aNetworkError("ECONNREFUSED")],
    ["a connection reset", aNetworkError("ECONNRESET")],
    ["a name that did not resolve", aNetworkError("EAI_AGAIN")],
    ["undici's socket", aNetworkError("UND_ERR_SOCKET")],
    ["a network fault behind another error", new Error("failed", { cause: aNetworkError("ECONNRESET") })],
  ])("%s", (_, error) => {
    expect(isRetryable(error)).toBe(true);
  });
});

describe("not worth another try", () => {
  test.each([
    ["a permission that is missing", anSdkError("AccessDenied", 403)],
    ["a request that is wrong", anSdkError("ValidationException", 400)],
    ["an object that is missing", anSdkError("NoSuchKey", 404)],
    ["a precondition", anSdkError("PreconditionFailed", 412)],
    ["a conflict of another kind", anSdkError("BucketAlreadyExists", 409)],
    ["our own mistake", new TypeError("x is not a function")],
    ["a code that is none of the network's", aNetworkError("ERR_INVALID_ARG_TYPE")],
    ["text", "boom"],
    ["nothing", undefined],
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
])("%s with %d: the object is missing is %j", (name, status, expected) => {
  expect(isMissing(anSdkError(name, status))).toBe(expected);
});

test("412 of any name is a precondition that failed", () => {
  expect(isPreconditionFailed(anSdkError("PreconditionFailed", 412))).toBe(true);
  expect(isPreconditionFailed(anSdkError("ConditionalRequestConflict", 409))).toBe(false);
});

test("an error that is not the SDK's has no status", () => {
  expect(statusOf(new Error("boom"))).toBeUndefined();
});

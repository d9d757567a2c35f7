import { expect, test } from "vitest";
import { formatResponse } from "./format-response.ts";

test("a response for API Gateway is shown as HTTP", () => {
  const response = { statusCode: 404, headers: { "Content-Type": "application/json" }, body: '{"a":[1]}' };
  expect(formatResponse(JSON.stringify(response))).toBe(
    'HTTP 404\nContent-Type: application/json\n\n{\n  "a": [\n    1\n  ]\n}',
  );
});

test("a response without a body ends with its headers", () => {
  expect(formatResponse('{"statusCode":304,"multiValueHeaders":{"Vary":["a","b"]},"body":null}')).toBe(
    "HTTP 304\nVary: a, b",
  );
});

test.each([
  ['{"batchItemFailures":[]}', '{\n  "batchItemFailures": []\n}'],
  ["null", "null"],
  ["no JSON", "no JSON"],
])("%s", (payload, shown) => {
  expect(formatResponse(payload)).toBe(shown);
});

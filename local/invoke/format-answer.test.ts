import { expect, test } from "vitest";
import { formatAnswer } from "./format-answer.ts";

test("an answer for API Gateway reads as HTTP", () => {
  const answer = { statusCode: 404, headers: { "Content-Type": "application/json" }, body: '{"a":[1]}' };
  expect(formatAnswer(JSON.stringify(answer))).toBe(
    'HTTP 404\nContent-Type: application/json\n\n{\n  "a": [\n    1\n  ]\n}',
  );
});

test("one without a body ends with its headers", () => {
  expect(formatAnswer('{"statusCode":304,"multiValueHeaders":{"Vary":["a","b"]},"body":null}')).toBe(
    "HTTP 304\nVary: a, b",
  );
});

test.each([
  ['{"batchItemFailures":[]}', '{\n  "batchItemFailures": []\n}'],
  ["null", "null"],
  ["no JSON", "no JSON"],
])("%s", (payload, shown) => {
  expect(formatAnswer(payload)).toBe(shown);
});

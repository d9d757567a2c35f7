import { expect, test } from "vitest";
import { redact } from "./redact.ts";

test.each([
  ["Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "Bearer <token>"],
  ["http://x/y?X-Amz-Signature=abc&z=1", "http://x/y?X-Amz-Signature=<removed>&z=1"],
  ['{"X-Amz-Security-Token":"abc","a":1}', '{"X-Amz-Security-Token":"<removed>","a":1}'],
  ['{"Policy":"ZXhw"}', '{"Policy":"<removed>"}'],
  ["file_id=0b0e status=completed", "file_id=0b0e status=completed"],
])("%s", (line, shown) => {
  expect(redact(line)).toBe(shown);
});

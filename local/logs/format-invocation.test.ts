import { expect, test } from "vitest";
import { formatInvocation } from "./format-invocation.ts";
import { clock } from "./format-record.ts";

const at = Date.parse("2026-11-21T12:00:01.123Z");
const time = clock(at);
const format = (...texts: (string | object)[]) =>
  formatInvocation({
    name: "consult",
    lines: texts.map((text) => ({ at, text: typeof text === "string" ? text : JSON.stringify(text) })),
  });

const record = (more = {}) => ({
  level: "INFO",
  message: "answered",
  timestamp: "2026-11-21T12:00:01.123Z",
  service: "malote",
  cold_start: true,
  function_arn: "arn",
  function_memory_size: "512",
  function_name: "malote-local-Consult-1",
  function_request_id: "r",
  sampling_rate: 0,
  xray_trace_id: "x",
  ...more,
});

const START = "START RequestId: r Version: $LATEST";
const END = "END RequestId: r";
const REPORT =
  "REPORT RequestId: r\tDuration: 12 ms\tBilled Duration: 12 ms\tMemory Size: 512 MB\tMax Memory Used: 1 MB";

test("one line per record: its own members, then the duration", () => {
  expect(format(START, record({ file_id: "f1", status: "completed" }), END, REPORT)).toEqual([
    `${time} consult   INFO  answered  file_id=f1  status=completed  12 ms`,
  ]);
});

test("values with spaces are quoted, objects are JSON, and newlines do not break the line", () => {
  expect(format(record({ message: "two\nlines", route: "GET /x", size: { a: 1 } }))).toEqual([
    `${time} consult   INFO  two\\nlines  route="GET /x"  size={"a":1}`,
  ]);
});

test("an error is shown in the line, and its stack below it", () => {
  const error = {
    name: "TypeError",
    message: "x is not a function",
    stack: "TypeError: x\n    at a.ts:1\n    at b.ts:2",
  };
  expect(format(record({ level: "ERROR", message: "failed", error }), REPORT)).toEqual([
    `${time} consult   ERROR failed  error="TypeError: x is not a function"  12 ms`,
    "    at a.ts:1",
    "    at b.ts:2",
  ]);
});

test("metrics are one short line", () => {
  const metrics = { _aws: { Timestamp: at, CloudWatchMetrics: [] }, service: "consult", FilesMoved: 2 };
  expect(format(metrics)).toEqual([`${time} consult   -     FilesMoved=2`]);
});

test("a text that is not JSON is shown unchanged, its continuation lines indented", () => {
  expect(format("plain words", "   at c.ts:3", "{broken", REPORT)).toEqual([
    `${time} consult   -     plain words`,
    "    at c.ts:3",
    `${time} consult   -     {broken  12 ms`,
  ]);
});

test("an invocation that logged nothing is shown with its duration", () => {
  expect(format(START, END, REPORT)).toEqual([`${time} consult   -     ran  12 ms`]);
});

test("warnings about the emulator's own worker are left out", () => {
  const noise = "(node:12) [DEP0169] DeprecationWarning: `url.parse()` behavior is not standardized";
  expect(format(noise, "(Use `node --trace-deprecation ...` to show where the warning was created)")).toEqual(
    [],
  );
});

test("a token never reaches the terminal", () => {
  const [line] = format(record({ authorization: "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln" }));
  expect(line).toContain('authorization="Bearer <token>"');
});

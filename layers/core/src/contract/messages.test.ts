import * as v from "valibot";
import { expect, test } from "vitest";
import { MoveMessage } from "./messages.ts";

const message = { key_path: "temp/a.jpg", file_id: "a", dest_path: "dest/a.jpg" };

test("a message has exactly three members", () => {
  expect(v.parse(MoveMessage, message)).toStrictEqual(message);
});

test.each([
  ["an object with a fourth member", { ...message, bucket: "b" }],
  ["an object without one of the members", { key_path: "temp/a.jpg", file_id: "a" }],
  ["an object with a member that is not a string", { ...message, dest_path: null }],
  ["an S3 event", { Records: [] }],
  ["null", null],
])("%s is not a message", (_, raw) => {
  expect(v.is(MoveMessage, raw)).toBe(false);
});

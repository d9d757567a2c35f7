import { expect, test } from "vitest";
import { refusal } from "./api.ts";

test("a problem is told by its detail and its faults", () => {
  const problem = {
    title: "Not valid",
    detail: "len is too large.",
    errors: [{ pointer: "#/len", detail: "at most 10" }],
  };
  expect(refusal("/upload", 413, JSON.stringify(problem))).toBe(
    "/upload answered 413: len is too large.\n  #/len at most 10",
  );
});

test("what is no problem document is shown as it came, without the query", () => {
  expect(refusal("/consult-status?file_id=1", 502, "<html>")).toBe("/consult-status answered 502: <html>");
});

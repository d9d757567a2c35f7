import { expect, test } from "vitest";
import { describeProblem } from "./api.ts";

test("a problem is shown with its detail and its errors", () => {
  const problem = {
    title: "Not valid",
    detail: "len is too large.",
    errors: [{ pointer: "#/len", detail: "at most 10" }],
  };
  expect(describeProblem("/upload", 413, JSON.stringify(problem))).toBe(
    "/upload responded 413: len is too large.\n  #/len at most 10",
  );
});

test("a body that is not a problem document is shown unchanged, and the path without its query", () => {
  expect(describeProblem("/consult-status?file_id=1", 502, "<html>")).toBe(
    "/consult-status responded 502: <html>",
  );
});

import { expect, test } from "vitest";
import { atEndpoint } from "./outputs.ts";

test("a queue's URL has the emulator's host and port", () => {
  expect(atEndpoint("http://localhost:4566/123456789012/queue", "http://127.0.0.1:4600")).toBe(
    "http://127.0.0.1:4600/123456789012/queue",
  );
});

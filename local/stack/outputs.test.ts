import { expect, test } from "vitest";
import { atEndpoint } from "./outputs.ts";

test("queues are reached where the emulator listens", () => {
  expect(atEndpoint("http://localhost:4566/123456789012/queue", "http://127.0.0.1:4600")).toBe(
    "http://127.0.0.1:4600/123456789012/queue",
  );
});

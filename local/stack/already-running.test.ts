import { expect, test } from "vitest";
import { aStack } from "./a-stack.fixture.ts";
import { alreadyRunning } from "./already-running.ts";

test("a second start is told that a clone runs one stack, and how to get other options", () => {
  const sentence = alreadyRunning(aStack());
  expect(sentence).toContain(aStack().api_url);
  expect(sentence).toMatch(/One clone runs one stack\..*npm run stop.*Another clone .*--port/);
});

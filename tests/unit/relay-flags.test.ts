import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = (path: string) => readFileSync(path, "utf8");

/** The options of Node.js in a command line that starts the relay's main.ts. */
const flagsIn = (path: string): string[] => {
  const line = text(path)
    .split("\n")
    .find((one) => /\bnode\b.*relay\/source\/main\.ts/.test(one));
  return line?.match(/--(?:conditions|max-semi-space-size)=[\w-]+/g) ?? [];
};

// The same in local/relay-demo and bench/relay, whose programs run in tests.
test.each([
  "package.json",
  "relay/Dockerfile",
  "relay/malote-relay.service",
  "docs/relay.md",
])("%s starts the relay with a small young generation", (path) => {
  expect(flagsIn(path)).toEqual(["--conditions=malote-source", "--max-semi-space-size=2"]);
});

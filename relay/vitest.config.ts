import { defineProject } from "vitest/config";

// With the export condition "malote-source", malote resolves to its TypeScript.
const resolve = { conditions: ["malote-source", "node"] };

export default defineProject({
  resolve,
  ssr: { resolve },
  test: {
    name: "relay",
    // The test files of a worker share their modules, which hold no state that a test sees.
    isolate: false,
    maxWorkers: "100%",
    include: ["source/**/*.test.ts", "testing/*.test.ts"],
    testTimeout: 20_000,
    // A busy machine may be slow. A test that fails waits as long.
    expect: { poll: { timeout: 10_000 } },
  },
});

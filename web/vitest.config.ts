import { defineProject } from "vitest/config";

// With the export condition "malote-source", malote resolves to its TypeScript.
const resolve = { conditions: ["malote-source", "node"], alias: { react: "preact/compat" } };

export default defineProject({
  resolve,
  ssr: { resolve },
  test: {
    name: "web",
    maxWorkers: "100%",
    // The tests in Chromium belong to the project "page" of the root.
    include: ["source/**/*.test.ts", "source/**/*.test.tsx"],
    // The test files of a worker share their modules, which hold no state: loading them for each file takes four times as long.
    isolate: false,
  },
});

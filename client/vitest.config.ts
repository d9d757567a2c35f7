import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "client",
    maxWorkers: "100%",
    // The tests in Chromium belong to the project "real" of the root.
    testTimeout: 20_000,
    include: ["source/**/*.test.ts", "testing/*.test.ts"],
  },
});

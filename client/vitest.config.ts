import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "client",
    maxWorkers: "100%",
    testTimeout: 20_000,
    // The tests in Chromium belong to the project "real" of the root.
    include: ["source/**/*.test.ts", "testing/*.test.ts"],
  },
});

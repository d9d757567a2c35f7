import { defineProject } from "vitest/config";

// Property tests make hundreds of runs, and take longer on a busy machine.
// The test files of a worker share their modules, which hold no state: loading them for each file takes four times as long.
export default defineProject({
  test: {
    name: "core",
    include: ["src/**/*.test.ts"],
    testTimeout: 20_000,
    isolate: false,
    maxWorkers: "100%",
  },
});

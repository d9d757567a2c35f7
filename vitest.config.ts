import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

// With the export condition "malote-source", @malote/core resolves to its TypeScript.
const resolve = { conditions: ["malote-source", "node"] };

/** Without it, vitest leaves one core idle. */
const ALL_CORES = "100%";

export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    projects: [
      // Each workspace has its own project. The projects below belong to the service and its commands.
      ...manifest.workspaces.map((folder) => `${folder}/vitest.config.ts`),
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "{bench,functions,local,operate,python,samples,smoke,tools}/**/*.test.ts",
            "tests/{races,unit}/**/*.test.ts",
          ],
          maxWorkers: ALL_CORES,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/stack.ts"],
          // All test files share one stack, and some of them drop notifications on purpose. So they run one by one, after the
          // projects that use all cores.
          fileParallelism: false,
          // The test files share their modules: loading those anew for each file takes about a second.
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "real",
          include: ["tests/real/**/*.test.ts", "client/testing/{browser,hermes}/*.test.ts"],
          globalSetup: ["tests/real/setup.ts"],
          maxWorkers: ALL_CORES,
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["web/testing/**/*.test.ts"],
          globalSetup: ["web/testing/stack.ts"],
          // All test files share one stack, and two cores draw one page at a time.
          fileParallelism: false,
          // A browser, an emulator and its functions share the cores. A test that fails twice is a fault; the report names both.
          retry: 1,
          // Vitest's second would be a matter of the machine.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "chaos",
          include: ["tests/chaos/**/*.test.ts"],
          globalSetup: ["tests/chaos/setup.ts"],
          maxWorkers: ALL_CORES,
          env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

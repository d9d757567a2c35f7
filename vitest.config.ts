import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

// "source" is the export condition of @malote/core that names its TypeScript.
const resolve = { conditions: ["source", "node"] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    projects: [
      // Each workspace brings a project of its own; what is below belongs to the service and its commands.
      ...manifest.workspaces.map((folder) => `${folder}/vitest.config.ts`),
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{bench,functions,local,operate,tools}/**/*.test.ts", "tests/{races,unit}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/stack.ts"],
          // One stack for all: a file that loses notifications on purpose must not lose another's.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "real",
          include: ["tests/real/**/*.test.ts"],
          globalSetup: ["tests/real/setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "chaos",
          include: ["tests/chaos/**/*.test.ts"],
          globalSetup: ["tests/chaos/setup.ts"],
          env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

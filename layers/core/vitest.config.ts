import { defineProject } from "vitest/config";

// Property tests make hundreds of runs, and take longer on a busy machine.
export default defineProject({ test: { name: "core", include: ["src/**/*.test.ts"], testTimeout: 20_000 } });

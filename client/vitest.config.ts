import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "client", include: ["{source,testing}/**/*.test.ts"] } });

import { join } from "node:path";
import { expect, test } from "vitest";
import { concernOf } from "./concerns.ts";

test.each([
  ["functions/consult/handler.ts", "source"],
  ["functions/mover/rules/families.json", "source"],
  ["layers/core/src/domain/status.ts", "source"],
  ["functions/consult/consult-status.test.ts", "nothing"],
  ["functions/mover/testing/builders.ts", "nothing"],
  ["layers/core/src/testing/builders.ts", "nothing"],
  ["layers/core/dist/nodejs/a.mjs", "nothing"],
  // Temporary files of vim, emacs, JetBrains and others.
  ["functions/consult/4913", "nothing"],
  ["functions/consult/handler.ts~", "nothing"],
  ["functions/consult/.handler.ts.swp", "nothing"],
  ["functions/consult/.#handler.ts", "nothing"],
  ["functions/consult/handler.ts___jb_tmp___", "nothing"],
  ["template.yaml", "template"],
  ["layers/core/openapi/write.ts", "nothing"],
  ["layers/core/build.mjs", "tooling"],
  ["layers/core/package.json", "tooling"],
  ["README.md", "nothing"],
])("%s: %s", (path, concern) => {
  expect(concernOf(join(...path.split("/")))).toBe(concern);
});

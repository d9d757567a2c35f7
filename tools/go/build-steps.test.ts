import { expect, test } from "vitest";
import { buildSteps } from "./build-steps.ts";
import { TOOLS } from "./tools.ts";

const PLACES = { home: "/go", draft: "/go/draft", file: "program" };

test("a tool is installed in its pinned version", () => {
  expect(buildSteps(TOOLS.toxiproxy, PLACES)).toEqual({
    args: ["install", "github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0"],
    cwd: "/go",
    env: { GOBIN: "/go/draft" },
  });
});

test("a tool whose versions may not be listed is built in a module that requires its pinned version", () => {
  expect(buildSteps(TOOLS.s5cmd, PLACES)).toEqual({
    args: ["build", "-mod=mod", "-o", "/go/draft/program", "github.com/peak/s5cmd/v2"],
    cwd: "/go/draft",
    env: { GOWORK: "off" },
    module: "module tool\n\ngo 1.20\n\nrequire github.com/peak/s5cmd/v2 v2.3.0\n",
  });
});

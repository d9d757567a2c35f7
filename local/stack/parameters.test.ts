import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../tools/paths.ts";
import { parameterOverrides, parametersIn } from "./parameters.ts";

const samconfig = `[local.deploy.parameters]
parameter_overrides = "Stage=local Filter=a=b"

[dev.deploy.parameters]
stack_name = "x"
`;

test("reads the parameters of one environment", () => {
  expect(parametersIn(samconfig, "local")).toEqual({ Stage: "local", Filter: "a=b" });
});

test("the error names an environment that has no parameters", () => {
  expect(() => parametersIn(samconfig, "dev")).toThrow("[dev.deploy.parameters]");
});

test("reads the project's own samconfig.toml", async () => {
  const own = await readFile(join(root, "samconfig.toml"), "utf8");
  expect(parametersIn(own, "local")).toMatchObject({
    Stage: "local",
    PasswordSignIn: "true",
    TlsOnly: "false",
  });
});

test("the caller's parameters override the local ones", async () => {
  const overrides = await parameterOverrides({ UploadExpirySeconds: "5", Stage: "test" });
  expect(overrides).toContain('ParameterKey=Stage,ParameterValue="test"');
  expect(overrides).toContain('ParameterKey=UploadExpirySeconds,ParameterValue="5"');
  expect(overrides).toContain('ParameterKey=PasswordSignIn,ParameterValue="true"');
});

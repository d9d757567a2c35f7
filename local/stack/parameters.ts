import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";

export type Parameters = Record<string, string>;

/** The `parameter_overrides` of one environment in samconfig.toml. */
export const parametersIn = (samconfig: string, environment: string): Parameters => {
  const section = samconfig.split(`[${environment}.deploy.parameters]`)[1]?.split(/^\[/m)[0];
  const overrides = section?.match(/^parameter_overrides\s*=\s*"(.*)"$/m)?.[1];
  if (overrides === undefined) {
    throw new Trouble(`samconfig.toml has no parameter_overrides in [${environment}.deploy.parameters].`);
  }
  return Object.fromEntries(
    overrides.split(/\s+/).map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=")];
    }),
  );
};

/**
 * The local stack's parameters, overridden by the caller's, as arguments for --parameter-overrides.
 * That option replaces the parameters in samconfig.toml, so they are read from there and passed again. So samconfig.toml
 * alone defines a local stack, also for people who run `sam deploy --config-env local` themselves.
 */
export const parameterOverrides = async (own: Parameters): Promise<string[]> => {
  const samconfig = await readFile(join(root, "samconfig.toml"), "utf8");
  const all = { ...parametersIn(samconfig, "local"), ...own };
  return Object.entries(all).map(([name, value]) => `ParameterKey=${name},ParameterValue=${quoted(value)}`);
};

// SAM splits a list of parameters as a shell does.
const quoted = (value: string) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;

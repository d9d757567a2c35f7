import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";

export type Parameters = Record<string, string>;

/** `parameter_overrides` of one environment in samconfig.toml, as pairs. */
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
 * The local stack's parameters with the caller's on top, as arguments for --parameter-overrides.
 * That option replaces samconfig.toml's instead of adding to them, so they are read from there: one place
 * says what a local stack is, also for who runs `sam deploy --config-env local` by hand.
 */
export const parameterOverrides = async (own: Parameters): Promise<string[]> => {
  const samconfig = await readFile(join(root, "samconfig.toml"), "utf8");
  const all = { ...parametersIn(samconfig, "local"), ...own };
  return Object.entries(all).map(([name, value]) => `ParameterKey=${name},ParameterValue=${quoted(value)}`);
};

// SAM splits lists of parameters like a shell would.
const quoted = (value: string) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;

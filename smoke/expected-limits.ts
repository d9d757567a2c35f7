import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parametersIn } from "../local/stack/parameters.ts";
import { root } from "../tools/paths.ts";

/** The limits that a deployment was given. */
export interface Limits {
  maxFileBytes: number;
  uploadExpirySeconds: number;
  allowedTypes: string[];
  deniedExtensions: string[];
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/**
 * The limits of an environment of samconfig.toml: its parameters, and the defaults of template.yaml for the others.
 * @throws Trouble when samconfig.toml has no such environment
 */
export const limitsOf = (
  environment: string,
  samconfig = read("samconfig.toml"),
  template = read("template.yaml"),
): Limits => {
  const { Parameters } = parse(template, { logLevel: "error" }) as {
    Parameters: Record<string, { Default: unknown }>;
  };
  const given = parametersIn(samconfig, environment);
  const valueFor = (name: string): string => given[name] ?? String(Parameters[name]?.Default ?? "");
  const listOf = (name: string): string[] =>
    valueFor(name)
      .split(",")
      .map((entry) => entry.trim().toLowerCase())
      .filter(Boolean);
  return {
    maxFileBytes: Number(valueFor("MaxFileBytes")),
    uploadExpirySeconds: Number(valueFor("UploadExpirySeconds")),
    allowedTypes: listOf("AllowedTypes"),
    // The service writes them with a dot.
    deniedExtensions: listOf("DeniedExtensions").map((extension) => extension.replace(/^\.?/, ".")),
  };
};

import type { BuildOptions } from "esbuild";
import { Trouble } from "../../tools/command/trouble.ts";

/** BuildProperties with another form in JavaScript: pairs become an object, and a list may be one string. */
const PAIRS = new Set(["OutExtension", "Banner", "Footer", "Loader", "Define", "Alias"]);
const LISTS = new Set(["MainFields", "External", "Target", "ResolveExtensions", "Conditions"]);

/** SAM sets these itself and ignores the template's values. */
const SAMS_OWN = new Set(["Bundle", "Platform", "Outdir", "UseNpmCi"]);

/**
 * Translates BuildProperties of the template into options of esbuild's JavaScript API, so that the template alone
 * defines them. SAM passes them to esbuild's command line, with the defaults below (aws_lambda_builders,
 * nodejs_npm_esbuild). The command line and the API have the same options with other names and forms.
 */
export const buildOptions = (properties: Record<string, unknown>): BuildOptions => ({
  target: "es2020",
  format: "cjs",
  minify: true,
  ...Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !SAMS_OWN.has(name))
      .map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), translated(name, value)]),
  ),
  bundle: true,
  platform: "node",
});

const translated = (name: string, value: unknown): unknown => {
  if (PAIRS.has(name)) return Object.fromEntries(words(name, value).map(pair));
  if (LISTS.has(name)) return words(name, value);
  // On the command line a boolean is a word.
  if (value === "true" || value === "false") return value === "true";
  return value;
};

const words = (name: string, value: unknown): string[] => {
  if (typeof value === "string") return value.split(",");
  if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
  throw new Trouble(`template.yaml: BuildProperties.${name} is neither a string nor a list of strings.`);
};

/** ".js=.mjs" */
const pair = (word: string): [string, string] => {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
};

import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { bundleOptions } from "../../layers/core/bundle-options.mjs";
import { buildDeployed } from "../bundles/deployed.ts";
import type { LambdaFunction } from "../bundles/functions.ts";
import { samOptions } from "../bundles/sam-options.ts";
import { compileFileByFile } from "./file-by-file.ts";

/**
 * Three ways to build the same function: `layer` as deployed, `bundled` with @malote/core in the bundle, `unbundled`
 * compiled file by file (see rawNodeModules).
 */
export const VARIANTS = ["layer", "bundled", "unbundled"] as const;
export type Variant = (typeof VARIANTS)[number];

/** Builds a function in one of the three ways, in `home`, and returns the module to load. */
export const buildVariant = async (
  variant: Variant,
  lambda: LambdaFunction,
  { home, layer }: { home: string; layer: string },
): Promise<string> => {
  const outdir = join(home, variant, lambda.name);
  if (variant === "layer") return buildDeployed(lambda, { outdir, layer });
  const sam = samOptions(lambda.build);
  const place = { absWorkingDir: lambda.folder, entryPoints: ["handler.ts"], outdir };
  if (variant === "unbundled") await compileFileByFile(lambda.folder, outdir, sam);
  else await build({ ...sam, ...place, ...withTheCore(sam) });
  return join(outdir, "handler.mjs");
};

/** Bundles @malote/core from its TypeScript, with the banner that its CommonJS dependencies need in a bundle. */
const withTheCore = ({ external = [] }: BuildOptions): BuildOptions => ({
  external: external.filter((name) => !name.startsWith("@malote/core")),
  conditions: ["malote-source"],
  banner: bundleOptions("").banner ?? {},
});

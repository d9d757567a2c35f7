import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { bundleOptions, layerManifest } from "../../layers/core/bundle-options.mjs";
import type { LambdaFunction } from "../bundles/functions.ts";
import { samOptions } from "../bundles/sam-options.ts";
import { compileFileByFile } from "./file-by-file.ts";

/**
 * Three ways to ship the same function:
 * `layer` as it is deployed, `bundled` with the core inlined, `unbundled` compiled file by file (see rawNodeModules).
 */
export const VARIANTS = ["layer", "bundled", "unbundled"] as const;
export type Variant = (typeof VARIANTS)[number];

/** The layer as Lambda unpacks it to /opt; built anew, so that nobody's dist/ is waited for or waits. */
export const buildLayer = async (home: string): Promise<string> => {
  const nodeModules = join(home, "opt", "nodejs", "node_modules");
  const core = join(nodeModules, "@malote", "core");
  await mkdir(core, { recursive: true });
  await build(bundleOptions(core));
  await writeFile(join(core, "package.json"), JSON.stringify(layerManifest()));
  return nodeModules;
};

/**
 * Builds a function in one of the three ways and returns the module to load.
 * Lambda finds the layer through NODE_PATH, which stock Node does not do for ES modules: the layer's packages
 * are linked beside the code instead, as the local emulator does. `home` has to be outside of the checkout,
 * whose node_modules would otherwise stand in for what the layer forgot.
 */
export const buildVariant = async (
  variant: Variant,
  { name, folder, build: properties }: LambdaFunction,
  { home, layer }: { home: string; layer: string },
): Promise<string> => {
  const outdir = join(home, variant, name);
  const sam = samOptions(properties);
  const place = { absWorkingDir: folder, entryPoints: ["handler.ts"], outdir };
  if (variant === "unbundled") await compileFileByFile(folder, outdir, sam);
  else await build({ ...sam, ...place, ...(variant === "bundled" ? withTheCore(sam) : {}) });
  if (variant === "layer") await symlink(layer, join(outdir, "node_modules"));
  return join(outdir, "handler.mjs");
};

/** @malote/core from its TypeScript, with the banner that its CommonJS dependencies need once inlined. */
const withTheCore = ({ external = [] }: BuildOptions): BuildOptions => ({
  external: external.filter((name) => !name.startsWith("@malote/core")),
  conditions: ["source"],
  banner: bundleOptions("").banner ?? {},
});

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions, layerManifest } from "../../layers/core/bundle-options.mjs";
import type { LambdaFunction } from "./functions.ts";
import { samOptions } from "./sam-options.ts";

/**
 * Builds the layer as Lambda unpacks it to /opt. It does not use layers/core/dist, so it needs no lock on that folder.
 */
export const buildLayer = async (home: string): Promise<string> => {
  const nodeModules = join(home, "opt", "nodejs", "node_modules");
  const core = join(nodeModules, "@malote", "core");
  await mkdir(core, { recursive: true });
  await build(bundleOptions(core));
  await writeFile(join(core, "package.json"), JSON.stringify(layerManifest()));
  return nodeModules;
};

/**
 * Bundles a function as `sam build` does, into `outdir`, and returns the module to load.
 * Lambda finds the layer through NODE_PATH, but a plain Node.js ignores NODE_PATH for ES modules. So the layer's packages
 * are linked beside the code, as the local emulator does. `outdir` must be outside the checkout: inside, the checkout's
 * node_modules would hide that a package is missing from the layer.
 */
export const buildDeployed = async (
  { folder, build: properties }: LambdaFunction,
  { outdir, layer }: { outdir: string; layer: string },
): Promise<string> => {
  await build({ ...samOptions(properties), absWorkingDir: folder, entryPoints: ["handler.ts"], outdir });
  await symlink(layer, join(outdir, "node_modules"));
  return join(outdir, "handler.mjs");
};

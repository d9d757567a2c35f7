import type { BuildOptions } from "esbuild";

export function bundleOptions(outdir: string): BuildOptions;

export function layerManifest(): {
  name: string;
  version: string;
  type: "module";
  exports: Record<string, string>;
};

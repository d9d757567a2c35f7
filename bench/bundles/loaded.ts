import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { bundleOptions, layerManifest } from "../../layers/core/bundle-options.mjs";
import type { LambdaFunction } from "./functions.ts";
import { samOptions } from "./sam-options.ts";

export interface Loaded {
  /** Bytes of the function's own bundle. */
  own: number;
  /** Bytes of the layer's files that the function loads. */
  layer: number;
  /** The number of those files. */
  files: number;
  /** npm packages with code in the bundle or in those files. */
  packages: string[];
  /** npm packages that are loaded later, with import(), if a request needs them. */
  later: string[];
}

/** Bundles the layer in memory. */
export const bundleLayer = async (): Promise<Metafile> => {
  const { metafile } = await build({ ...bundleOptions("dist"), write: false, metafile: true });
  return metafile;
};

/**
 * Measures what Lambda loads before it can call the handler: the function's bundle, and the layer's files that it
 * imports statically. It leaves out source maps, and chunks that are loaded with import().
 */
export const loadedBy = async (
  { folder, build: properties }: LambdaFunction,
  layer: Metafile,
): Promise<Loaded> => {
  const { metafile } = await build({
    ...samOptions(properties),
    absWorkingDir: folder,
    entryPoints: ["handler.ts"],
    outdir: "out",
    write: false,
    metafile: true,
  });
  const own = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  const names = own.flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path),
  );
  const entries = names.flatMap((name) => layerEntry(name) ?? []);
  const layerFiles = closure(layer, entries);
  const outputs = [...own, ...layerFiles];
  const packages = new Set(outputs.flatMap(packagesIn));
  const everything = closure(layer, entries, ["import-statement", "dynamic-import"]);
  return {
    own: sum(own),
    layer: sum(layerFiles),
    files: layerFiles.length,
    packages: [...packages].sort(),
    later: [...new Set(everything.flatMap(packagesIn))].filter((name) => !packages.has(name)).sort(),
  };
};

type Output = Metafile["outputs"][string];

/** The file of the layer's bundle for "@malote/core/http"; undefined for any other import, such as node:crypto. */
const layerEntry = (name: string): string | undefined => {
  const { name: core, exports } = layerManifest();
  if (name !== core && !name.startsWith(`${core}/`)) return undefined;
  const file = exports[name.replace(core, ".")];
  if (!file) throw new Error(`layers/core/package.json has no entry point ${name}.`);
  return join("dist", file);
};

/** These outputs and everything that they import in one of these ways, directly or not. */
const closure = (
  { outputs }: Metafile,
  entries: string[],
  kinds: readonly string[] = ["import-statement"],
): Output[] => {
  const seen = new Set(entries);
  // The loop also visits the paths that are added to the Set during the loop.
  for (const path of seen) {
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kinds.includes(kind) && !external) seen.add(next);
    }
  }
  return [...seen].map((path) => {
    const output = outputs[path];
    if (!output) throw new Error(`The layer's bundle has no file ${path}.`);
    return output;
  });
};

const sum = (outputs: Output[]): number => outputs.reduce((bytes, output) => bytes + output.bytes, 0);

/** Packages with bytes in an output. A package that tree shaking removed has none. */
const packagesIn = ({ inputs }: Output): string[] =>
  Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
    const name = path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
    return name && bytesInOutput > 0 ? [name] : [];
  });

import { join, sep } from "node:path";
import { bundleLayer } from "../../layers/core/build.mjs";
import { root } from "../../tools/paths.ts";
import type { TemplateFunction } from "../stack/template.ts";
import { bundleFunction, type Files, filesIn } from "./bundle-function.ts";
import type { Deployment } from "./deployment.ts";

/** A part of the stack that is bundled and sent separately: a function, or the layer. */
export interface Unit {
  /** Its name in the template. */
  name: string;
  /** Absolute. esbuild's paths are relative to it. */
  folder: string;
  /** Whether the file may be part of the bundle. */
  concerns(path: string): boolean;
  bundle(): Promise<Files>;
  /** The files that `sam deploy` sent. */
  deployed(): Promise<Files>;
  send(files: Files): Promise<void>;
}

interface Place {
  root: string;
  /** The folder of the deployed functions, as `sam build` wrote them. */
  built: string;
  deployment: Pick<Deployment, "updateFunction">;
}

/** A function consists of its folder and of its imports from other folders, according to its last bundle that built. */
export const functionUnit = (fn: TemplateFunction, { root, built, deployment }: Place): Unit => {
  const folder = join(root, fn.folder);
  let inputs = new Set<string>();
  return {
    name: fn.name,
    folder,
    concerns: (path) => path.startsWith(folder + sep) || inputs.has(path),
    bundle: async () => {
      const bundle = await bundleFunction(fn, { root, built });
      inputs = bundle.inputs;
      return bundle.files;
    },
    deployed: () => filesIn(join(built, fn.name)),
    send: (files) => deployment.updateFunction(fn.name, files),
  };
};

/** Functions import @malote/core from the layer, so a change of it rebuilds only the layer. */
export const layerUnit = (deployment: Deployment): Unit => {
  const folder = join(root, "layers", "core");
  return {
    name: "CoreLayer",
    folder,
    concerns: (path) => path.startsWith(join(folder, "src") + sep),
    bundle: bundleLayer,
    deployed: () => filesIn(join(folder, "dist")),
    send: deployment.updateLayer,
  };
};

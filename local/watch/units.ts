import { join, sep } from "node:path";
import { bundleLayer } from "../../layers/core/build.mjs";
import { root } from "../../tools/paths.ts";
import type { TemplateFunction } from "../stack/template.ts";
import { bundleFunction, type Files, filesIn } from "./bundle-function.ts";
import type { Deployment } from "./deployment.ts";

/** Something that is bundled and sent by itself: a function, or the layer. */
export interface Unit {
  /** As in the template. */
  name: string;
  /** Absolute; what esbuild counts its paths from. */
  folder: string;
  /** Whether it may be made of that file. */
  concerns(path: string): boolean;
  bundle(): Promise<Files>;
  /** What `sam deploy` sent. */
  deployed(): Promise<Files>;
  send(files: Files): Promise<void>;
}

interface Place {
  root: string;
  /** Where `sam build` left what was deployed. */
  built: string;
  deployment: Pick<Deployment, "updateFunction">;
}

/** A function is made of its folder and of what it imports from elsewhere, as its last good bundle tells. */
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

/** What functions import as @malote/core is not in their bundles, so a change of it is the layer's alone. */
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

import { readFile } from "node:fs/promises";
import type { OnLine } from "../../tools/command/step.ts";
import { root } from "../../tools/paths.ts";
import type { StackJson } from "../stack/index.ts";
import { functionsIn, templateFile } from "../stack/template.ts";
import { deploymentOf } from "./deployment.ts";
import { functionUnit, layerUnit } from "./units.ts";
import { watchSources } from "./watch-sources.ts";

interface Watch {
  stack: StackJson;
  /** The folder of the deployed functions, as `sam build` wrote them. */
  built: string;
  onLine: OnLine;
}

/**
 * Updates the running functions when their sources change. A build error is printed, and the old code keeps running.
 * @returns a function that ends the watch
 */
export const watchStack = async ({ stack, built, onLine }: Watch) => {
  const template = await readFile(templateFile, "utf8");
  const deployment = await deploymentOf(stack);
  const functions = functionsIn(template).map((fn) => functionUnit(fn, { root, built, deployment }));
  const end = await watchSources({ root, template, layer: layerUnit(deployment), functions, onLine });
  return async () => {
    await end();
    deployment.close();
  };
};

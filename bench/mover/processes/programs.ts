import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { buildDeployed, buildLayer } from "../../bundles/deployed.ts";
import { lambdaFunctions } from "../../bundles/functions.ts";
import { samOptions } from "../../bundles/sam-options.ts";
import type { Program } from "./start.ts";

export interface Programs {
  mover: Program;
  /** The mover, with its calls counted. */
  recordedMover: Program;
  bare: Program;
  /** How long Lambda lets the mover run. */
  timeoutSeconds: number;
}

/**
 * Builds the mover as `sam build` does, with its environment in template.yaml. The bare loop is bundled in the same way,
 * so that neither has an advantage. All files are below `home`. The servers' endpoints are added when a program is
 * started.
 */
export const buildPrograms = async (home: string): Promise<Programs> => {
  const lambda = lambdaFunctions().find(({ name }) => name === "mover");
  if (!lambda) throw new Error("template.yaml has no mover.");
  const outdir = join(home, "mover");
  const handler = await buildDeployed(lambda, { outdir, layer: await buildLayer(home) });
  const processes = join(home, "processes");
  await build({
    ...samOptions(lambda.build),
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    entryPoints: ["mover.ts", "bare.ts", "record-calls.ts"],
    outdir: processes,
    external: [],
  });
  const { timeoutSeconds } = lambda;
  const mover = {
    module: join(processes, "mover.mjs"),
    args: [handler, String(timeoutSeconds)],
    imports: [],
    env: lambda.environment,
    log: join(home, "mover.log"),
  };
  return {
    mover,
    recordedMover: { ...mover, imports: [pathToFileURL(join(processes, "record-calls.mjs")).href] },
    bare: { ...mover, module: join(processes, "bare.mjs"), args: [], log: join(home, "bare.log") },
    timeoutSeconds,
  };
};

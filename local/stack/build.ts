import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exclusive } from "../../tools/command/exclusive.ts";
import { runTool } from "../../tools/command/run-tool.ts";
import { type OnLine, step } from "../../tools/command/step.ts";
import { nodeBinary, root, stateHome, toolPath } from "../../tools/paths.ts";
import { programOf } from "../../tools/python/environments.ts";
import { fingerprint } from "./fingerprint.ts";
import { samEnvironment, withSamScratch } from "./sam-environment.ts";

interface Build {
  home: string;
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}

const layer = join(root, "layers", "core");
const dist = join(layer, "dist");
const everySource = ["package-lock.json", "tsconfig.base.json", "tsconfig.json", "layers/core"].map((path) =>
  join(root, path),
);

/**
 * Bundles the layer and the functions, and returns the folder that holds the built template.
 * A part whose sources are unchanged since the last build is not built again.
 */
export const build = async (options: Build): Promise<string> => {
  await buildLayer(options);
  return buildFunctions(options);
};

/**
 * Every stack of this checkout shares the layer's bundle, because the template has its path. So a lock lets one process
 * build it at a time, and it is not built when its sources and the bundle are unchanged.
 */
const buildLayer = ({ onLine, signal }: Build) =>
  exclusive(
    join(stateHome, "layer.lock"),
    async () => {
      const marker = join(stateHome, "layer.fingerprint");
      const nothing = new Set<string>();
      const state = async () => `${await fingerprint(everySource)} ${await fingerprint([dist], nothing)}`;
      if ((await textOf(marker)) === (await state())) return;
      await step(onLine, "Bundle the layer", () =>
        runTool(nodeBinary, [join(layer, "build.mjs")], {
          name: "Bundling layers/core",
          cwd: root,
          env: { ...process.env, PATH: toolPath },
          signal,
        }),
      );
      await writeFile(marker, await state());
    },
    { signal },
  );

/** Each stack builds into its own folder, so that two stacks can build at the same time. */
const buildFunctions = async ({ home, onLine, signal }: Build): Promise<string> => {
  const folder = join(home, "build");
  const marker = join(home, "build.fingerprint");
  const sources = [
    ...everySource,
    ...["functions", "template.yaml", "samconfig.toml", "tools/python/sam.txt"].map((p) => join(root, p)),
  ];
  const state = await fingerprint(sources);
  if ((await textOf(marker)) === state) return folder;
  await rm(marker, { force: true });
  await mkdir(home, { recursive: true });
  await step(onLine, "Bundle the functions (sam build)", () =>
    withSamScratch(home, () =>
      runTool(
        programOf("sam", "sam"),
        ["build", "--build-dir", folder, "--config-file", join(root, "samconfig.toml")],
        {
          name: "sam build",
          cwd: root,
          env: samEnvironment(home),
          log: join(home, "logs", "build.log"),
          signal,
        },
      ),
    ),
  );
  await writeFile(marker, state);
  return folder;
};

const textOf = (path: string) => readFile(path, "utf8").catch(() => undefined);

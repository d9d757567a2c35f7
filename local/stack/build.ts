import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../tools/command/run-tool.ts";
import { type OnLine, step } from "../../tools/command/step.ts";
import { nodeBinary, root, toolPath } from "../../tools/paths.ts";
import { programOf } from "../../tools/python/environments.ts";
import { buildShared } from "./build-shared.ts";
import { fingerprint } from "./fingerprint.ts";
import { samEnvironment, withSamScratch } from "./sam-environment.ts";

interface Build {
  home: string;
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}

const layer = join(root, "layers", "core");
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

/** Every stack of this checkout shares the layer's bundle, because the template has its path. */
const buildLayer = ({ onLine, signal }: Build) =>
  buildShared({
    name: "layer",
    sources: everySource,
    dist: join(layer, "dist"),
    build: () =>
      step(onLine, "Bundle the layer", () =>
        runTool(nodeBinary, [join(layer, "build.mjs")], {
          name: "Bundling layers/core",
          cwd: root,
          env: { ...process.env, PATH: toolPath },
          signal,
        }),
      ),
    signal,
  });

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

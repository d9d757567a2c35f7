import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../tools/command/arguments.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { buildLayer } from "../bundles/deployed.ts";
import { type LambdaFunction, lambdaFunctions } from "../bundles/functions.ts";
import { bundleLayer, loadedBy } from "../bundles/loaded.ts";
import { samOptions } from "../bundles/sam-options.ts";
import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import { rawNodeModules } from "./file-by-file.ts";
import { type Cost, loadOnce } from "./measure.ts";
import { buildVariant, VARIANTS, type Variant } from "./variants.ts";

export const summary = "load time of a function: with the layer, bundled without a layer, and unbundled";

export const help = `npm run bench -- cold-start [--runs N] [--only FUNCTION[,FUNCTION]]

Measures the time from the start of a Node.js process until its handler is loaded, minus the time of an
empty process. This is what our code and its packages add to a cold start, on this machine. Lambda's own
part (the sandbox, the download of the code) is not included. Each function is built in three ways:

  layer      as deployed: the function's bundle, and @malote/core from the layer
  bundled    the same, with @malote/core in the bundle; target: layer / bundled at most 1.05
  unbundled  compiled file by file, npm packages in node_modules; target: layer / unbundled at most 0.55

  --runs N   processes for each way (21); the ways alternate, and the medians are reported
  --only     measures only these functions

"ms" is elapsed time, and "CPU ms" is processor time, which varies less on a machine with other work.
"bytes" counts the function's bundle and the layer's files that it loads, without source maps.`;

type Samples = Record<Variant | "empty", Cost[]>;

export const run = async (args: string[], print: (line: string) => void): Promise<object> => {
  const { runs, functions } = readOptions(args);
  const home = await mkdtemp(join(tmpdir(), "malote-bench-"));
  try {
    const layer = await buildLayer(home);
    await rawNodeModules(home, samOptions(functions[0]?.build ?? {}));
    const modules = new Map<LambdaFunction, Record<Variant, string>>();
    for (const lambda of functions) modules.set(lambda, await buildAll(lambda, { home, layer }));
    const samples = await sample(modules, runs);
    return await report(samples, runs, print);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

const readOptions = (args: string[]) => {
  const { values } = readArguments("npm run bench -- cold-start", {
    args,
    options: { runs: { type: "string", default: "21" }, only: { type: "string" } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Trouble(`--runs must be a whole number of at least 1, not "${values.runs}".`, { exitCode: 2 });
  }
  const all = lambdaFunctions();
  const names = values.only?.split(",") ?? all.map(({ name }) => name);
  const functions = names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (found) return found;
    const list = all.map(({ name }) => name).join(", ");
    throw new Trouble(`There is no function ${wanted}. The functions are: ${list}.`, { exitCode: 2 });
  });
  return { runs, functions };
};

const buildAll = async (lambda: LambdaFunction, place: { home: string; layer: string }) => {
  const built = await Promise.all(
    VARIANTS.map(async (variant) => [variant, await buildVariant(variant, lambda, place)] as const),
  );
  return Object.fromEntries(built) as Record<Variant, string>;
};

/**
 * Runs one process at a time. The variants alternate, and each round begins with another variant, so that other work on
 * the machine affects all variants alike. The result of an extra first round is dropped: that round fills the disk cache.
 */
const sample = async (modules: Map<LambdaFunction, Record<Variant, string>>, runs: number) => {
  const samples = new Map<LambdaFunction, Samples>();
  for (const lambda of modules.keys())
    samples.set(lambda, { empty: [], layer: [], bundled: [], unbundled: [] });
  const turns = ["empty", ...VARIANTS] as const;
  for (let round = -1; round < runs; round++) {
    for (const [lambda, paths] of modules) {
      for (const [index] of turns.entries()) {
        const turn = turns[(index + round + 1) % turns.length] ?? "empty";
        const cost = await loadOnce(lambda.environment, turn === "empty" ? undefined : paths[turn]);
        if (round >= 0) samples.get(lambda)?.[turn].push(cost);
      }
    }
  }
  return samples;
};

const report = async (
  samples: Map<LambdaFunction, Samples>,
  runs: number,
  print: (line: string) => void,
): Promise<object> => {
  const layer = await bundleLayer();
  const functions: Record<string, object> = {};
  const rows: string[][] = [];
  for (const [lambda, costs] of samples) {
    const over = (variant: Variant, kind: keyof Cost) =>
      median(costs[variant].map((cost) => cost[kind])) - median(costs.empty.map((cost) => cost[kind]));
    const ratio = (other: Variant, kind: keyof Cost) => over("layer", kind) / over(other, kind);
    const { own, layer: shared, files } = await loadedBy(lambda, layer);
    const figures = {
      ms: Math.round(over("layer", "wall")),
      vs_bundled: rounded(ratio("bundled", "wall")),
      vs_unbundled: rounded(ratio("unbundled", "wall")),
      cpu_ms: Math.round(over("layer", "cpu")),
      cpu_vs_bundled: rounded(ratio("bundled", "cpu")),
      cpu_vs_unbundled: rounded(ratio("unbundled", "cpu")),
      bytes: own + shared,
      files: files + 1,
    };
    functions[lambda.name] = figures;
    rows.push([lambda.name, ...Object.values(figures).map(String)]);
  }
  const headings = ["ms", "/bundled", "/unbundled", "CPU ms", "/bundled", "/unbundled", "bytes", "files"];
  print(table(["function", ...headings], rows));
  return { runs, functions };
};

const rounded = (value: number) => Math.round(value * 1000) / 1000;

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

export const summary = "how long a function takes to load with the layer, bundled whole, and unbundled";

export const help = `npm run bench -- cold-start [--runs N] [--only FUNCTION[,FUNCTION]]

From the start of a Node.js process to its handler being loaded, less what an empty process takes: what
our code and its packages add to a cold start, on this machine. Lambda's own part (the sandbox, the download
of the code) is not in it. Each function is built in three ways:

  layer      as it is deployed: the function's bundle, and @malote/core from the layer
  bundled    the same with @malote/core inlined; wanted: layer / bundled at most 1.05
  unbundled  compiled file by file, npm packages in node_modules; wanted: layer / unbundled at most 0.55

  --runs N   processes for each, 21 unless told otherwise; the ways take turns, medians count
  --only     these functions alone

ms is on the clock, CPU is what it took of a processor: the steadier of the two on a machine that does
other things as well. Bytes are those of the function's bundle and of the layer's files it loads, without
source maps.`;

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
    throw new Trouble(`--runs takes a whole number from 1, not "${values.runs}".`, { exitCode: 2 });
  }
  const all = lambdaFunctions();
  const names = values.only?.split(",") ?? all.map(({ name }) => name);
  const functions = names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (found) return found;
    const there = all.map(({ name }) => name).join(", ");
    throw new Trouble(`There is no function ${wanted}; there are ${there}.`, { exitCode: 2 });
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
 * One process at a time. Variants alternate, and begin with another one each round, so that whatever else the
 * machine does falls on all alike. A round before the first is thrown away: it warms the disk's cache.
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

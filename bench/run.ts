import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";

interface Benchmark {
  summary: string;
  help: string;
  /** Prints its table, and returns its figures. `missed` has a sentence for each target that they miss. */
  run(args: string[], print: (line: string) => void): Promise<object & { missed?: string[] }>;
}

/** A benchmark is loaded only when it is needed. */
const benchmarks: Record<string, () => Promise<Benchmark>> = {
  client: () => import("./client/index.ts"),
  "cold-start": () => import("./cold-start/index.ts"),
  costs: () => import("./costs/index.ts"),
  mover: () => import("./mover/index.ts"),
  page: () => import("./page/index.ts"),
  relay: () => import("./relay/index.ts"),
  uppy: () => import("./uppy/index.ts"),
};

const list = async () => {
  const loaded = await Promise.all(
    Object.entries(benchmarks).map(async ([name, load]) => `  ${name.padEnd(12)} ${(await load()).summary}`),
  );
  return loaded.join("\n");
};

const help = async () => `npm run bench -- NAME [OPTIONS]

Runs one benchmark. It prints a table, and as the last line one line of JSON: {"bench":NAME, …}.
npm run bench -- NAME --help describes what is measured, and how.

${await list()}`;

await runCommand(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === "--help") {
    console.log(await help());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!load)
    throw new Trouble(`There is no benchmark ${name}. The benchmarks are:\n${await list()}`, { exitCode: 2 });
  const benchmark = await load();
  if (args.includes("--help")) {
    console.log(benchmark.help);
    return 0;
  }
  const figures = await benchmark.run(args, (line) => console.log(line));
  for (const sentence of figures.missed ?? []) console.error(sentence);
  console.log(JSON.stringify({ bench: name, ...figures }));
  return figures.missed?.length ? 1 : 0;
});

import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import type { Bench } from "./bench.ts";
import { bareLoop, movers, takeTurns } from "./contenders.ts";
import { BATCH, sow } from "./lay.ts";
import type { Size } from "./options.ts";
import { rounded } from "./rounded.ts";

export interface SizeFigures {
  files_per_s: number;
  /** Against the bare loop, one file after the other. */
  vs_bare: number;
  /** Against the bare calls, as many files at once as a batch has. */
  vs_bare_at_once: number;
  bare_files_per_s: number;
  bare_at_once_files_per_s: number;
  /** What the process itself took of a processor for one file. */
  cpu_ms: number;
  bare_cpu_ms: number;
  bare_at_once_cpu_ms: number;
}

/** One mover process against the bare loop, for each size. */
export const compareSizes = async (bench: Bench): Promise<Record<string, SizeFigures>> => {
  const figures: Record<string, SizeFigures> = {};
  for (const size of bench.options.sizes) figures[size.name] = await compare(bench, size);
  const rows = Object.entries(figures).map(([name, figure]) => [
    name,
    ...[figure.files_per_s, figure.cpu_ms].map(String),
    ...[figure.bare_files_per_s, figure.bare_cpu_ms, figure.vs_bare].map(String),
    ...[figure.bare_at_once_files_per_s, figure.bare_at_once_cpu_ms, figure.vs_bare_at_once].map(String),
  ]);
  const cpu = "CPU ms";
  const headings = ["files/s", cpu, "bare loop", cpu, "/bare", `bare, ${BATCH} at once`, cpu, "/at once"];
  bench.print(table(["size", ...headings], rows));
  return figures;
};

/** A ratio is that of one round, whose contenders ran one after the other; the median of the rounds' counts. */
const compare = async ({ servers, start, options, signal }: Bench, size: Size): Promise<SizeFigures> => {
  await sow(servers, size);
  const [mover, bare] = [start.mover(), start.bare()];
  const contenders = {
    mover: movers(servers, [mover], BATCH),
    bare: bareLoop(bare, BATCH, false),
    atOnce: bareLoop(bare, BATCH, true),
  };
  const paces = await takeTurns(servers, size, contenders, { rounds: options.rounds, signal });
  await Promise.all([mover.stop(), bare.stop()]);
  const rates = (name: keyof typeof contenders) => paces[name].map(({ filesPerSecond }) => filesPerSecond);
  const cpu = (name: keyof typeof contenders) => rounded(median(paces[name].map(({ cpuMs }) => cpuMs)));
  const against = (other: "bare" | "atOnce") => {
    const others = rates(other);
    return rounded(median(rates("mover").map((rate, round) => rate / (others[round] ?? Number.NaN))));
  };
  return {
    files_per_s: rounded(median(rates("mover"))),
    vs_bare: against("bare"),
    vs_bare_at_once: against("atOnce"),
    bare_files_per_s: rounded(median(rates("bare"))),
    bare_at_once_files_per_s: rounded(median(rates("atOnce"))),
    cpu_ms: cpu("mover"),
    bare_cpu_ms: cpu("bare"),
    bare_at_once_cpu_ms: cpu("atOnce"),
  };
};

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
}

/** One mover process against the bare loop, for each size. */
export const compareSizes = async (bench: Bench): Promise<Record<string, SizeFigures>> => {
  const figures: Record<string, SizeFigures> = {};
  for (const size of bench.options.sizes) figures[size.name] = await compare(bench, size);
  const rows = Object.entries(figures).map(([name, figure]) => [
    name,
    ...[figure.files_per_s, figure.bare_files_per_s, figure.vs_bare].map(String),
    ...[figure.bare_at_once_files_per_s, figure.vs_bare_at_once].map(String),
  ]);
  bench.print(table(["size", "files/s", "bare loop", "/bare", `bare, ${BATCH} at once`, "/at once"], rows));
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
  const rates = await takeTurns(servers, size, contenders, { rounds: options.rounds, signal });
  await Promise.all([mover.stop(), bare.stop()]);
  const against = (other: "bare" | "atOnce") =>
    rounded(median(rates.mover.map((rate, round) => rate / (rates[other][round] ?? Number.NaN))));
  return {
    files_per_s: rounded(median(rates.mover)),
    vs_bare: against("bare"),
    vs_bare_at_once: against("atOnce"),
    bare_files_per_s: rounded(median(rates.bare)),
    bare_at_once_files_per_s: rounded(median(rates.atOnce)),
  };
};

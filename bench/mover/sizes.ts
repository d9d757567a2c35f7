import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import type { Bench } from "./bench.ts";
import { bareLoop, movers, takeTurns } from "./contenders.ts";
import type { Size } from "./options.ts";
import { rounded } from "./rounded.ts";
import { BATCH, putSeed } from "./uploads.ts";

export interface SizeFigures {
  /** With the light table. */
  files_per_s: number;
  /** Ratio to the bare loop with one file after the other. */
  vs_bare: number;
  /** Ratio to the bare loop with a batch of files at once. */
  vs_bare_at_once: number;
  /** Ratio to the mover's own calls with nothing between them, a batch of files at once. */
  vs_calls: number;
  with_emulator: { files_per_s: number; vs_bare: number };
  bare_files_per_s: number;
  bare_at_once_files_per_s: number;
  /** The process's own CPU time for one file. */
  cpu_ms: number;
  bare_cpu_ms: number;
  bare_at_once_cpu_ms: number;
  calls_files_per_s: number;
  calls_cpu_ms: number;
}

/** Compares one mover process with the bare loop, for each size. */
export const compareSizes = async (bench: Bench): Promise<Record<string, SizeFigures>> => {
  const figures: Record<string, SizeFigures> = {};
  for (const size of bench.options.sizes) figures[size.name] = await compare(bench, size);
  const rows = Object.entries(figures).map(([name, figure]) => [
    name,
    ...[figure.files_per_s, figure.cpu_ms, figure.vs_bare, figure.vs_bare_at_once, figure.vs_calls].map(
      String,
    ),
    ...[figure.with_emulator.files_per_s, figure.with_emulator.vs_bare].map(String),
    ...[figure.bare_files_per_s, figure.bare_cpu_ms].map(String),
    ...[figure.bare_at_once_files_per_s, figure.bare_at_once_cpu_ms].map(String),
    ...[figure.calls_files_per_s, figure.calls_cpu_ms].map(String),
  ]);
  const cpu = "CPU ms";
  const ofMover = ["files/s", cpu, "/bare loop", "/at once", "/its calls", "emulator's table", "/bare loop"];
  const headings = [...ofMover, "bare loop", cpu, `bare, ${BATCH} at once`, cpu, "its calls", cpu];
  bench.print(table(["size", ...headings], rows));
  return figures;
};

/** A ratio is computed within each round, whose contenders ran one after the other. The median of the rounds is reported. */
const compare = async (
  { servers: { light, emulator }, start, options, signal }: Bench,
  size: Size,
): Promise<SizeFigures> => {
  await putSeed(light, size);
  const [mover, withEmulator, bare] = [start.mover(light), start.mover(emulator), start.bare(light)];
  const contenders = {
    mover: movers(light, [mover], BATCH),
    withEmulator: movers(emulator, [withEmulator], BATCH),
    bare: bareLoop(light, bare, BATCH, "one by one"),
    atOnce: bareLoop(light, bare, BATCH, "at once"),
    calls: bareLoop(light, bare, BATCH, "calls"),
  };
  const paces = await takeTurns(size, contenders, { rounds: options.rounds, signal });
  await Promise.all([mover, withEmulator, bare].map((process) => process.stop()));
  type Name = keyof typeof contenders;
  const rates = (name: Name) => paces[name].map(({ filesPerSecond }) => filesPerSecond);
  const pace = (name: Name) => rounded(median(rates(name)));
  const cpu = (name: Name) => rounded(median(paces[name].map(({ cpuMs }) => cpuMs)));
  const ratio = (one: Name, other: Name) => {
    const others = rates(other);
    return rounded(median(rates(one).map((rate, round) => rate / (others[round] ?? Number.NaN))));
  };
  return {
    files_per_s: pace("mover"),
    vs_bare: ratio("mover", "bare"),
    vs_bare_at_once: ratio("mover", "atOnce"),
    vs_calls: ratio("mover", "calls"),
    with_emulator: { files_per_s: pace("withEmulator"), vs_bare: ratio("withEmulator", "bare") },
    bare_files_per_s: pace("bare"),
    bare_at_once_files_per_s: pace("atOnce"),
    cpu_ms: cpu("mover"),
    bare_cpu_ms: cpu("bare"),
    bare_at_once_cpu_ms: cpu("atOnce"),
    calls_files_per_s: pace("calls"),
    calls_cpu_ms: cpu("calls"),
  };
};

import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import type { Bench } from "./bench.ts";
import { movers, takeTurns } from "./contenders.ts";
import type { Size } from "./options.ts";
import { rounded } from "./rounded.ts";
import { BATCH, putSeed } from "./uploads.ts";

const BATCH_SIZES = [1, 2, 5, BATCH];
/** The figure for one process is the figure of the largest batch size. */
const MORE_PROCESSES = [2, 4];

/** A multiple of the batch size for each of four processes. */
const FILES = 120;

export interface Growth {
  /** Files per second of one process, by the size of its batches. */
  batch_size: Record<string, number>;
  /** Files per second by the number of processes, each with full batches. */
  processes: Record<string, number>;
}

/** Measures files per second by batch size, and by the number of concurrent processes. */
export const measureGrowth = async (bench: Bench): Promise<Record<string, Growth>> => {
  const figures: Record<string, Growth> = {};
  // The server does the work of a copy of 100 MiB, so batches and processes make no difference there.
  const sizes = bench.options.sizes.filter(({ bytes }) => bytes <= 1024 ** 2);
  for (const size of sizes) figures[size.name] = await grow(bench, size);
  const rows = Object.entries(figures).map(([name, { batch_size, processes }]) => [
    name,
    ...BATCH_SIZES.map((size) => String(batch_size[size])),
    ...MORE_PROCESSES.map((count) => String(processes[count])),
  ]);
  const headings = [
    ...BATCH_SIZES.map((size) => `batch ${size}`),
    ...MORE_PROCESSES.map((count) => `${count} processes`),
  ];
  if (rows.length > 0) bench.print(table(["files/s", ...headings], rows));
  return figures;
};

const grow = async (
  { servers: { light: servers }, start, options, signal }: Bench,
  { name, bytes }: Size,
): Promise<Growth> => {
  const size = { name, bytes, files: FILES };
  await putSeed(servers, size);
  const processes = Array.from({ length: Math.max(...MORE_PROCESSES) }, () => start.mover(servers));
  const contenders = Object.fromEntries([
    ...BATCH_SIZES.map((batch) => [`batch ${batch}`, movers(servers, processes.slice(0, 1), batch)]),
    ...MORE_PROCESSES.map((count) => [`${count} at once`, movers(servers, processes.slice(0, count), BATCH)]),
  ]);
  const paces = await takeTurns(size, contenders, { rounds: options.rounds, signal });
  await Promise.all(processes.map((process) => process.stop()));
  const of = (contender: string) =>
    rounded(median((paces[contender] ?? []).map(({ filesPerSecond }) => filesPerSecond)));
  return {
    batch_size: Object.fromEntries(BATCH_SIZES.map((batch) => [batch, of(`batch ${batch}`)])),
    processes: Object.fromEntries([
      [1, of(`batch ${BATCH}`)],
      ...MORE_PROCESSES.map((count) => [count, of(`${count} at once`)]),
    ]),
  };
};

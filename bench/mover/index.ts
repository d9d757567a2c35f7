import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { interruption } from "../../tools/command/interruption.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { type Bench, startWith } from "./bench.ts";
import { countCalls } from "./calls.ts";
import { measureGrowth } from "./growth.ts";
import { moveLarge } from "./large/index.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { buildPrograms } from "./processes/programs.ts";
import { rounded } from "./rounded.ts";
import { startServers } from "./servers.ts";
import { compareSizes } from "./sizes.ts";

export const summary = "files per second of the mover against a bare loop; calls and memory it takes";

export const help = `npm run bench -- mover [--rounds N] [--only SECTION[,…]] [--sizes SIZE[,…]] [--large-bytes N]

One mover process, built as it is deployed, against servers on this machine: versitygw for the bucket (which
needs Go), and one of two tables. It gets S3's notifications in batches of ten, as from Lambda's poller; files lie
in temp/, with their records, before the clock starts, and are checked after it stopped.

  calls   every HTTP request it makes for a file, counted; wanted: no more than docs/bill.md says
  sizes   files per second; wanted: files/s / bare loop at least 0.7. The bare loop makes the two calls that bring the
          bytes over, CopyObject and DeleteObject, without conditions, one file after the other; beside it the same
          calls for ten files at once, as many as the mover has in a batch
  growth  files per second by batch size, and by the number of processes
  large   a file of 6 GiB, copied in parts; wanted: at most 96 MiB of memory above a process that moved 1 KiB

DynamoDB takes nothing of a function's processor, so sizes and growth have a table that takes next to nothing of this
machine: in memory, without indexes, it knows only the calls that the mover makes. In sizes another mover has the
emulator's whole table, which takes about as much of a processor for a file as the mover itself; so have calls and
large.

${optionsHelp}

Servers, mover and bare loop share the processors of this machine, so files/s say little of AWS; ratios, taken
within a round, are steadier, and CPU ms, what the process itself took for a file, more so. The mover keeps three
processes busy (itself, the bucket, the table) and the bare loop two: beside other work it loses more. Calls or
memory above what is wanted make it end with exit code 1.`;

export const run = async (args: string[], print: (line: string) => void): Promise<object> => {
  const options = readOptions(args);
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const home = await mkdtemp(join(tmpdir(), "malote-bench-"));
  try {
    const servers = await startServers(home, signal);
    try {
      const programs = await buildPrograms(home);
      const { timeoutSeconds } = programs;
      const start = startWith(programs, signal);
      return await measure({ options, servers, timeoutSeconds, start, signal, print });
    } finally {
      await servers.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

const measure = async (bench: Bench): Promise<object> => {
  const { sections, rounds } = bench.options;
  const load = [loadavg()[0] ?? 0];
  const calls = sections.includes("calls") ? await countCalls(bench) : undefined;
  const sizes = sections.includes("sizes") ? await compareSizes(bench) : undefined;
  const growth = sections.includes("growth") ? await measureGrowth(bench) : undefined;
  const large = sections.includes("large") ? await moveLarge(bench) : undefined;
  load.push(loadavg()[0] ?? 0);
  return {
    cores: availableParallelism(),
    // Of the last minute, before and after: the benchmark's own is in the second.
    load: load.map(rounded),
    rounds,
    sizes,
    growth,
    calls_per_file: calls?.perFile,
    large: large?.figures,
    missed: [...(calls?.missed ?? []), ...(large?.missed ?? [])],
  };
};

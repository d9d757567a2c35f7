import { availableParallelism, loadavg } from "node:os";
import { inHome } from "../report/in-home.ts";
import { type Bench, startWith } from "./bench.ts";
import { countCalls } from "./calls.ts";
import { measureGrowth } from "./growth.ts";
import { moveLarge } from "./large/index.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { buildPrograms } from "./processes/programs.ts";
import { rounded } from "./rounded.ts";
import { startServers } from "./servers.ts";
import { compareSizes } from "./sizes.ts";

export const summary = "files per second of the mover against a bare loop; its calls and its memory";

export const help = `npm run bench -- mover [--rounds N] [--only SECTION[,…]] [--sizes SIZE[,…]] [--large-bytes N]

Runs one mover process, built as it is deployed, against servers on this machine: versitygw for the bucket (which
needs Go), and one of two tables. The mover receives S3's notifications in batches of ten, as from Lambda's poller.
Files are in temp/, with their records, before the measurement begins, and are verified after it has ended.

  calls   counts every HTTP request for a file; target: no more than docs/bill.md has
  sizes   files per second; target: files/s / bare loop at least 0.7. The bare loop makes only the two calls that move
          the bytes, CopyObject and DeleteObject, without conditions, one file after the other. "at once" is the bare
          loop with ten files at once, the size of the mover's batch. "its calls" are the six calls that the mover makes for
          a file, ten files at once and with nothing between them: what the SDK alone costs
  growth  files per second by batch size, and by the number of processes
  large   a file of 6 GiB, copied in parts; target: at most 96 MiB more memory than a process that moved 1 KiB

DynamoDB uses no CPU of the function, so sizes and growth use a light table that needs almost no CPU of this machine: it
is in memory, has no indexes, and supports only the mover's calls. The emulator's whole table needs about as much CPU
for a file as the mover itself. In sizes, a second mover uses it; calls and large use it, too.

${optionsHelp}

Servers, mover and bare loop share the processors of this machine, so files/s are not the figures of AWS. Ratios are
computed within a round, and vary less. CPU ms is the process's own CPU time for a file, and varies least. The mover
keeps three processes busy (itself, the bucket, the table), and the bare loop two, so other work on the machine slows
the mover more. If the calls or the memory miss the target, the exit code is 1.`;

export const run = (args: string[], print: (line: string) => void): Promise<object> => {
  const options = readOptions(args);
  return inHome("mover", async (home, signal) => {
    const servers = await startServers(home, signal);
    try {
      const programs = await buildPrograms(home);
      const { timeoutSeconds } = programs;
      const start = startWith(programs, signal);
      return await measure({ options, servers, timeoutSeconds, start, signal, print });
    } finally {
      await servers.stop();
    }
  });
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
    // The load average of the last minute, before and after. The second includes the benchmark's own load.
    load: load.map(rounded),
    rounds,
    sizes,
    growth,
    calls_per_file: calls?.perFile,
    large: large?.figures,
    missed: [...(calls?.missed ?? []), ...(large?.missed ?? [])],
  };
};
